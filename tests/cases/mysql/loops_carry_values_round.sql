-- What one round sets, the next one reads; a branch that is not taken keeps what was there.
CREATE TABLE t (a INT, b INT);
DELIMITER //
CREATE PROCEDURE p()
BEGIN
  DECLARE x, y, z INT DEFAULT 0;
  again: WHILE x < 10 DO
    INSERT INTO t (a) VALUES (z);
    SET z = y;
    SET y = (SELECT m FROM s);
    IF x = 3 THEN ITERATE again; END IF;
    SET x = x + 1;
  END WHILE again;
  SET y = 5;
  IF x > 1 THEN SET y = (SELECT n FROM s); END IF;
  INSERT INTO t (b) VALUES (y);
END//
DELIMITER ;
-- expect: t.a <- s.m
-- expect: t.b <- s.n
-- no: t.b <- s.m
