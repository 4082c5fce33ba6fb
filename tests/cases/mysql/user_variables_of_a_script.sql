-- A session's variables hold from one statement of a script to the next; a local of the same name is another one.
CREATE TABLE t (a INT, b INT, c INT, d INT);
SET @lo = (SELECT MIN(x) FROM s), @hi := (SELECT MAX(y) FROM s), NAMES = 1;
SELECT z, w INTO @z, @w FROM s2 WHERE k = 1;
SELECT @first := f, @second := g FROM s3;
INSERT INTO t (a, b, c, d) VALUES (@lo, @hi, @z, @second);
SET @lo = 3;
INSERT INTO t (a) VALUES (@lo);
DELIMITER //
CREATE PROCEDURE p() BEGIN DECLARE lo INT DEFAULT (SELECT m FROM s4); SET @lo = 1; INSERT INTO t (d) VALUES (@lo); INSERT INTO t (c) VALUES (lo); END//
DELIMITER ;
-- expect: t.a <- s.x
-- expect: t.b <- s.y
-- expect: t.c <- s2.z
-- expect: t.c <- s2.k (filter)
-- expect: t.d <- s3.g
-- expect: t.c <- s4.m
-- no: t.d <- s4.m
