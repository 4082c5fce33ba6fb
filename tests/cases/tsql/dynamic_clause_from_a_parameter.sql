-- A whole clause may bring tables: then an unqualified column may be theirs.
CREATE TABLE known (a int, b int);
GO
CREATE PROCEDURE p @more nvarchar(max) AS
BEGIN
  EXEC (N'INSERT INTO x (a) SELECT a FROM known ' + @more + N' WHERE b = 1');
  EXEC (N'INSERT INTO y (a) SELECT a FROM open_one ' + @more + N' ORDER BY z');
  EXEC (N'INSERT INTO z (a) SELECT o.a FROM open_one o ' + @more);
  EXEC (N'INSERT INTO w ' + @more + N' SELECT a FROM known');
END
-- expect: x.a <- known.a
-- expect: x <- known.b (filter)
-- expect: z.a <- open_one.a
-- table: y <- open_one (value)
-- table: w <- known (value)
-- status: 3 partial: dynamic SQL
-- status: 4 partial: dynamic SQL; ambiguous column a; ambiguous column z
-- status: 5 partial: dynamic SQL
-- status: 6 partial: dynamic SQL
