-- IF, CASE, LOOP, WHILE, REPEAT and FOR of a script; what decides is said.
DECLARE i INT64 DEFAULT 0;
DECLARE total INT64;
IF EXISTS (SELECT 1 FROM ds.flags WHERE on_ = 1) THEN
  INSERT ds.t (a) SELECT x FROM ds.s1;
ELSEIF i > 3 THEN
  SET total = (SELECT SUM(y) FROM ds.s2);
ELSE
  SET total = (SELECT SUM(z) FROM ds.s3);
END IF;
INSERT ds.t (b) VALUES (total);
WHILE i < 3 DO
  SET i = i + 1;
  IF i = 2 THEN CONTINUE; END IF;
END WHILE;
FOR r IN (SELECT id, name AS label FROM ds.s4 WHERE ok) DO
  INSERT INTO ds.t (c) VALUES (r.label);
END FOR;
CREATE TEMP TABLE tmp AS SELECT q FROM ds.s5;
REPEAT
  SET total = (SELECT MAX(q) FROM tmp);
  UNTIL total > 5
END REPEAT;
CASE i WHEN 1 THEN SELECT 1; ELSE INSERT ds.t (d) VALUES (total); END CASE;
BEGIN
  BEGIN TRANSACTION;
  DELETE FROM ds.t WHERE a = (SELECT cut FROM ds.s6);
  COMMIT TRANSACTION;
EXCEPTION WHEN ERROR THEN
  ROLLBACK TRANSACTION;
  SELECT @@error.message;
END;
-- expect: ds.t.a <- ds.s1.x
-- expect: ds.t <- ds.flags.on_ (condition)
-- expect: ds.t.b <- ds.s2.y, ds.s3.z
-- expect: ds.t.c <- ds.s4.name
-- expect: ds.t.c <- ds.s4.ok (filter)
-- expect: ds.t <- ds.s4.ok, ds.s4.id, ds.s4.name (condition)
-- expect: ds.t.d <- ds.s5.q
-- expect: ds.t <- ds.t.a, ds.s6.cut (filter)
