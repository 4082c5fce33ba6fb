-- What stands before SELECT may name the tables behind it.
CREATE PROCEDURE p @with nvarchar(max) AS
BEGIN
  EXEC (@with + N' INSERT INTO x (a) SELECT a FROM t JOIN dbo.u ON t.k = u.k');
END
-- status: 2 refused: dynamic SQL
-- status: 3 partial: dynamic SQL; ambiguous column a
-- no: x.a <- t.a
-- reads: 3 dbo.u, dbo.u.k
