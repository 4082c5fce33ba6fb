-- sp_executesql: the text sees its parameters, and nothing else of the body.
CREATE PROCEDURE p AS
BEGIN
  DECLARE @v int, @w int, @total int;
  SELECT @v = a, @w = b FROM src;
  EXEC sp_executesql N'INSERT INTO x (a, b) SELECT @p, @w', N'@p int', @p = @v;
  EXEC sp_executesql N'SELECT @out = SUM(q) FROM t WHERE k = @k', N'@k int, @out int OUTPUT', @w, @out = @total OUTPUT;
  INSERT INTO y (total) VALUES (@total);
END
-- expect: x.a <- src.a
-- expect: y.total <- t.q
-- expect: y.total <- t.k, src.b (filter)
-- no: x.b <- src.b
