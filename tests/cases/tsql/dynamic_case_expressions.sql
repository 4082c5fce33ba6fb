-- CASE decides between texts; both halves of one decision belong together.
CREATE PROCEDURE p @deep bit AS
BEGIN
  DECLARE @audit sysname = N'who';
  EXEC (N'INSERT INTO x (a' + CASE WHEN @audit <> N'' THEN N', ' + @audit ELSE N'' END + N') SELECT a'
    + CASE WHEN @audit <> N'' THEN N', u' ELSE N'' END + N' FROM ' + IIF(@deep = 1, N'big', N'small'));
END
-- expect: x.a <- big.a, small.a
-- expect: x.who <- big.u, small.u
