-- @x in the text is a variable of the text.
CREATE PROCEDURE p AS
BEGIN
  DECLARE @x int;
  SELECT @x = a FROM src;
  EXEC (N'DECLARE @x int; INSERT INTO t (k) VALUES (@x); SELECT @x = b FROM other');
  INSERT INTO u (k) VALUES (@x);
END
-- expect: u.k <- src.a
