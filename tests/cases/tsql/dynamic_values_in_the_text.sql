-- A number in the text is a value; so is whatever stands between quotes.
CREATE PROCEDURE p AS
BEGIN
  DECLARE @n int, @name nvarchar(50), @sql nvarchar(max);
  SELECT @n = amount, @name = title FROM src;
  SET @sql = N'INSERT INTO x (a, b) VALUES (' + CAST(@n AS varchar(10)) + N', ''' + REPLACE(@name, '''', '''''') + N''')';
  EXEC (@sql);
  SET @n = 0;
  EXEC (N'INSERT INTO y (a) SELECT k FROM t WHERE id = ' + CONVERT(varchar(10), @n) + N' AND nm = N''' + @name + N'''');
END
-- expect: x.a <- src.amount
-- expect: x.b <- src.title
-- expect: y.a <- t.k
-- expect: y <- t.id, t.nm, src.title (filter)
