-- A branch that returns leaves nothing behind it.
CREATE PROCEDURE p @a int AS
BEGIN
  DECLARE @t nvarchar(50) = N'a';
  IF @a = 1
  BEGIN
    SET @t = N'b';
    EXEC (N'INSERT INTO x (k) SELECT k FROM ' + @t);
    RETURN;
  END
  EXEC (N'INSERT INTO y (k) SELECT k FROM ' + @t);
END
-- expect: x.k <- b.k
-- expect: y.k <- a.k
