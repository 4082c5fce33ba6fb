-- A list of columns may be one column or many: nothing behind it has a place.
CREATE PROCEDURE p @cols nvarchar(max), @col sysname AS
BEGIN
  EXEC (N'INSERT INTO x (a, b, c) SELECT k, ' + @cols + N', c FROM t');
  EXEC (N'INSERT INTO y (a, b, c) SELECT k, ' + QUOTENAME(@col) + N', c FROM t');
  EXEC (N'INSERT INTO z (a, ' + @cols + N', c) SELECT k, m, c FROM t');
END
-- expect: x.a <- t.k
-- table: x <- t (value)
-- expect: y.a <- t.k
-- expect: y.c <- t.c
-- expect: z.a <- t.k
-- status: 2 partial: dynamic SQL; unknown columns
-- status: 3 partial: dynamic SQL
-- status: 4 partial: dynamic SQL; columns and values differ in number
