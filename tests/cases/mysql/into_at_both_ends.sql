-- INTO before FROM, behind it, before FOR UPDATE, in a UNION's end; INTO OUTFILE is no variable.
CREATE TABLE t (a INT, b INT, c INT);
DELIMITER |
CREATE PROCEDURE p()
BEGIN
  DECLARE x, y, z INT;
  SELECT m INTO x FROM s1 WHERE k = 1;
  SELECT m FROM s2 WHERE k = 2 INTO y;
  SELECT m FROM s3 LIMIT 1 INTO z FOR UPDATE;
  INSERT INTO t VALUES (x, y, z);
END|
DELIMITER ;
-- expect: t.a <- s1.m
-- expect: t.b <- s2.m
-- expect: t.c <- s3.m
-- expect: t.a <- s1.k (filter)
-- expect: t.b <- s2.k (filter)
