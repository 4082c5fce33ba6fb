-- Two decisions by the same condition are one decision.
CREATE PROCEDURE p @kind varchar(10) AS
BEGIN
  DECLARE @source nvarchar(50) = N'a', @target nvarchar(50);
  IF @kind = 'b' SET @source = N'b';
  IF @kind = 'b' SET @target = N'y' ELSE SET @target = N'x';
  EXEC (N'INSERT INTO ' + @target + N' (k) SELECT k FROM ' + @source);
END
-- expect: x.k <- a.k
-- expect: y.k <- b.k
