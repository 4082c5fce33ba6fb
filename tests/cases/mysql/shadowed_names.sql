-- An inner block's variable hides the outer one; a parameter hides a column; words in strings and quotes are none.
CREATE TABLE t (a INT, b INT, c INT);
DELIMITER //
CREATE PROCEDURE shadow(a INT)
BEGIN
  DECLARE b INT DEFAULT (SELECT m FROM s1);
  BEGIN
    DECLARE b INT DEFAULT (SELECT m2 FROM s2);
    INSERT INTO t (a) VALUES (b);
  END;
  INSERT INTO t (b) VALUES (b);
  IF 'END IF; END//' = (SELECT e FROM g) THEN
    INSERT INTO t (c) /* END; */ SELECT `end` FROM `begin`; -- END
  END IF;
  UPDATE t SET c = a;
END//
DELIMITER ;
-- expect: t.a <- s2.m2
-- expect: t.b <- s1.m
-- expect: t.c <- begin.end
-- expect: t <- g.e (condition)
-- no: t.c <- t.a
