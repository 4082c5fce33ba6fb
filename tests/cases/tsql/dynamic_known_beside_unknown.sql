-- What is run where the caller gives nothing is certain; what the caller gives is not.
CREATE PROCEDURE p @sql nvarchar(max) AS
BEGIN
  IF @sql IS NULL SET @sql = N'INSERT INTO x (a) SELECT a FROM t';
  EXEC (@sql);
  EXEC (N'-- nothing but a comment');
END
-- expect: x.a <- t.a
-- status: 4 refused: dynamic SQL
