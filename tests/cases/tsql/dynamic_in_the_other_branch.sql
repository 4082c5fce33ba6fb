-- The text was put together in the branch that did not run.
CREATE PROCEDURE p @a int, @sql nvarchar(max) AS
BEGIN
  IF @a = 1
    SET @sql = N'INSERT INTO x (k) SELECT k FROM a';
  ELSE
    EXEC (@sql);
END
-- status: 3 refused: dynamic SQL
