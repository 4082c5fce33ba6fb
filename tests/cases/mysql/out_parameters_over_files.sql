-- OUT parameters pass values on, also through a second procedure of another file; IN ones never come back.
-- file: inner.sql
CREATE PROCEDURE low(IN k INT, OUT res INT) SELECT MIN(v) INTO res FROM vals WHERE grp = k;
-- file: middle.sql
DELIMITER ;;
CREATE PROCEDURE mid(INOUT io INT, plain INT)
BEGIN
  SET plain = (SELECT secret FROM hidden);
  CALL low(io, io);
END;;
DELIMITER ;
-- file: outer.sql
CREATE TABLE t (a INT, b INT);
DELIMITER ;;
CREATE PROCEDURE outermost()
BEGIN
  DECLARE x, y INT;
  SET x = (SELECT MAX(g) FROM groups1), y = 1;
  CALL mid(x, y);
  INSERT INTO t (a, b) VALUES (x, y);
  CALL nobody_knows(x);
  INSERT INTO t (b) VALUES (x);
END;;
DELIMITER ;
-- expect: t.a <- vals.v
-- expect: t.a <- vals.grp, groups1.g (filter)
-- no: t.b <- hidden.secret
-- status: 7 partial: result of nobody_knows
