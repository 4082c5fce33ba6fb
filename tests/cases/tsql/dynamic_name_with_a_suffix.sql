-- Part of a name is not the name.
CREATE PROCEDURE p @year int AS
BEGIN
  EXEC (N'INSERT INTO x (a) SELECT a FROM sales_' + CAST(@year AS varchar(4)) + N' UNION ALL SELECT b FROM sales');
END
-- expect: x.a <- sales.b
-- status: 2 partial: dynamic SQL
-- no: x.a <- sales.a
