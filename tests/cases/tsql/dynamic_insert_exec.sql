CREATE PROCEDURE p @filter nvarchar(100), @t sysname AS
BEGIN
  DECLARE @sql nvarchar(max) = N'SELECT a, b FROM t WHERE 1 = 1 ' + @filter;
  INSERT INTO x (a, b) EXEC (@sql);
  INSERT INTO y (k) EXEC sp_executesql N'SELECT a FROM s; SELECT b FROM u';
  INSERT INTO z (k) EXEC (N'SELECT a FROM ' + @t);
  INSERT INTO w (k) EXEC (@filter);
END
-- expect: x.a <- t.a
-- expect: x.b <- t.b
-- expect: y.k <- s.a, u.b
-- status: 3 partial: dynamic SQL
-- status: 6 tables_only: dynamic SQL
-- status: 7 tables_only: dynamic SQL
-- writes: 6 z
-- writes: 7 w
