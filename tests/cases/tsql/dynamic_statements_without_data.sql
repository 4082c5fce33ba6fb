-- Whatever the names are, no data moves.
CREATE PROCEDURE p @role sysname, @user sysname, @t sysname AS
BEGIN
  EXEC (N'ALTER ROLE ' + QUOTENAME(@role) + N' ADD MEMBER ' + QUOTENAME(@user));
  EXEC (N'CREATE INDEX ix_' + @t + N' ON ' + QUOTENAME(@t) + N' (a)');
  EXEC (N'DROP TRIGGER IF EXISTS ' + @t);
  EXEC (N'ALTER INDEX ALL ON ' + @t + N' REBUILD');
  EXEC (N'GRANT SELECT ON ' + @t + N' TO ' + @user);
END
