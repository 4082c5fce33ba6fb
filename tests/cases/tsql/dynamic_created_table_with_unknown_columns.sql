-- A table of which one column is not known may have any.
CREATE PROCEDURE p @extra nvarchar(100), @name sysname AS
BEGIN
  EXEC (N'CREATE TABLE made (a int, ' + @extra + N' int)');
  EXEC (N'CREATE TABLE ' + @name + N' (a int)');
  INSERT INTO x (k) SELECT k FROM made;
END
-- dataset: made table (…)
-- expect: x.k <- made.k
-- status: 2 partial: dynamic SQL
-- status: 3 refused: dynamic SQL
