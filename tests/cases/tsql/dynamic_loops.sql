-- A text that grows round by round is known by how it begins; a name that changes with each round is not known.
CREATE PROCEDURE p AS
BEGIN
  DECLARE @i int = 0, @name sysname, @fixed sysname = N'fixed', @sql nvarchar(max) = N'INSERT INTO x (k) SELECT k FROM t WHERE 1 = 1';
  DECLARE c CURSOR FOR SELECT name FROM names;
  OPEN c;
  FETCH NEXT FROM c INTO @name;
  WHILE @@FETCH_STATUS = 0
  BEGIN
    EXEC (N'INSERT INTO y (k) SELECT k FROM ' + @fixed);
    EXEC (N'INSERT INTO z (k) SELECT k FROM ' + @name);
    SET @sql = @sql + N' OR m = 1';
    FETCH NEXT FROM c INTO @name;
  END
  EXEC (@sql);
END
-- expect: x.k <- t.k
-- expect: x <- t.m (filter)
-- expect: y.k <- fixed.k
-- status: 7 partial: dynamic SQL
-- status: 11 partial: dynamic SQL
-- writes: 7 z, z.k
