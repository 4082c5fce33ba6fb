CREATE PROCEDURE p @rows dbo.row_list READONLY AS
BEGIN
  DECLARE @own TABLE (a int);
  INSERT INTO @own (a) SELECT a FROM src;
  EXEC sp_executesql N'INSERT INTO x (a) SELECT a FROM @t', N'@t dbo.row_list READONLY', @t = @own;
END
-- expect: x.a <- src.a
