-- Only run time tells which table it is: its columns are nobody's, and no name of the others changes hands.
CREATE PROCEDURE p @t sysname AS
BEGIN
  DECLARE @sql nvarchar(max);
  SET @sql = N'INSERT INTO x (a, b, c) SELECT u.a, o.b, c FROM ' + QUOTENAME(@t) + N' AS u JOIN o ON o.id = u.id';
  EXEC (@sql);
  EXEC (N'INSERT INTO ' + @t + N' (a) SELECT a FROM s');
  EXEC (N'SELECT a FROM ' + @t);
  EXEC (N'DROP TABLE ' + @t);
END
-- expect: x.b <- o.b
-- expect: x <- o.id (join)
-- status: 4 partial: dynamic SQL; ambiguous column c
-- status: 5 partial: dynamic SQL
-- status: 6 refused: dynamic SQL
-- status: 7 refused: dynamic SQL
-- reads: 5 s, s.a
-- writes: 5
