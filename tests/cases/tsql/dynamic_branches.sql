-- Each branch's text runs; what one branch chose never meets what the other one chose.
CREATE PROCEDURE p @full int AS
BEGIN
  DECLARE @source nvarchar(50), @target nvarchar(50);
  IF @full = 1
  BEGIN
    SET @source = N'a';
    SET @target = N'x';
  END
  ELSE
  BEGIN
    SET @source = N'b';
    SET @target = N'y';
  END
  EXEC (N'INSERT INTO ' + @target + N' (k) SELECT k FROM ' + @source);
END
-- expect: x.k <- a.k
-- expect: y.k <- b.k
-- no: x.k <- b.k
-- no: y.k <- a.k
