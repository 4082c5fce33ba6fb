EXEC (N'INSERT INTO x (a) SELECT a FROM t WHERE (');
CREATE TABLE nothing (a int);
DECLARE @op nvarchar(10) = CAST(NEWID() AS nvarchar(36));
EXEC (N'INSERT INTO x (a) SELECT a FROM t WHERE a ' + @op + N' LIKE = 3');
EXEC (@op + N' SELECT a FROM t');
-- status: 1 tables_only: parse error near '('
-- status: 4 tables_only: dynamic SQL
-- status: 5 refused: dynamic SQL
-- status: 6 refused: dynamic SQL
-- table: x <- t (value)
-- no: x.a <- t.a
