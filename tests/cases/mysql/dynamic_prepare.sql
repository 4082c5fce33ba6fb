SET @t = 'orders';
SET @sql = CONCAT('INSERT INTO x (a, b) SELECT a, ? FROM ', @t, ' WHERE k = ', 3);
PREPARE st FROM @sql;
SELECT MAX(v) INTO @top FROM src;
EXECUTE st USING @top;
DEALLOCATE PREPARE st;
PREPARE st FROM 'INSERT INTO y (a) SELECT a FROM t';
EXECUTE st;
-- expect: x.a <- orders.a
-- expect: x.b <- src.v
-- expect: x <- orders.k (filter)
-- expect: y.a <- t.a
