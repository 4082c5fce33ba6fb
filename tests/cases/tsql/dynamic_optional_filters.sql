-- More ways than anybody follows: what all texts begin and end with is certain.
CREATE PROCEDURE p @a int, @b int, @c int, @d int AS
BEGIN
  DECLARE @sql nvarchar(max) = N'INSERT INTO x (k) SELECT t.k FROM t WHERE t.z = 1';
  IF @a IS NOT NULL SET @sql += N' AND t.a = 1';
  IF @b IS NOT NULL SET @sql += N' AND t.b = 1';
  IF @c IS NOT NULL SET @sql += N' AND t.c = 1';
  IF @d IS NOT NULL SET @sql += N' AND t.d = 1';
  SET @sql += N' ORDER BY t.o';
  EXEC (@sql);
END
-- expect: x.k <- t.k
-- expect: x <- t.z (filter)
-- expect: x <- t.o (order)
-- status: 8 partial: dynamic SQL
