-- Comments in the text are comments, whatever is in them.
CREATE PROCEDURE p @why nvarchar(100) AS
BEGIN
  EXEC (N'-- because of ' + @why + N'
INSERT INTO x (a) /* from ' + @why + N' */ SELECT a FROM t -- ' + @why);
END
-- expect: x.a <- t.a
