CREATE FUNCTION meaning(a bigint, b bigint) RETURNS bigint LANGUAGE SQL DETERMINISTIC RETURN IF(b > 1, a, 42);
CREATE TABLE t AS SELECT meaning(x, y) AS m FROM s;
-- expect: t.m <- s.x
-- expect: t.m <- s.y (condition)
