-- The text holds the value of then, which the variable holds no more.
CREATE PROCEDURE p AS
BEGIN
  DECLARE @n int, @sql nvarchar(max);
  SELECT @n = amount FROM src;
  SET @sql = N'INSERT INTO x (a) VALUES (' + CAST(@n AS varchar(10)) + N')';
  SELECT @n = other FROM elsewhere;
  EXEC (@sql);
END
-- status: 6 partial: dynamic SQL
-- writes: 6 x, x.a
