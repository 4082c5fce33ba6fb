-- Session variables, compound statements and procedures.
-- status: 15 partial: column or variable k
-- status: 17 partial: result of main.d.low
CREATE TABLE main.d.src (id INT, name STRING, v INT);
CREATE TABLE main.d.dst (id INT, name STRING, v INT);
DECLARE OR REPLACE VARIABLE cut INT DEFAULT (SELECT MAX(v) FROM main.d.src);
DECLARE VARIABLE who, other STRING;
SET VAR (who, other) = (SELECT name, nick FROM main.d.people WHERE id = 1);
INSERT INTO main.d.dst (id, name) SELECT cut, who;
BEGIN
  DECLARE total INT DEFAULT 0;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN INSERT INTO main.d.errors (n) VALUES (cut); END;
  SET total = (SELECT SUM(v) FROM main.d.src);
  FOR row AS SELECT id, name FROM main.d.src WHERE v > 1 DO
    INSERT INTO main.d.dst (name) VALUES (row.name);
  END FOR;
  SELECT MIN(id) INTO total FROM main.d.src;
  INSERT INTO main.d.dst (v) VALUES (total);
END;
CREATE OR REPLACE PROCEDURE main.d.low(IN k INT, OUT res INT) LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN
  SET res = (SELECT MIN(v) FROM main.d.vals WHERE grp = k);
END;
DECLARE VARIABLE low INT;
CALL main.d.low(cut, low);
UPDATE main.d.dst SET v = low WHERE id = 2;
-- expect: main.d.dst.id <- main.d.src.v
-- expect: main.d.dst.name <- main.d.people.name
-- expect: main.d.dst.name <- main.d.people.id (filter)
-- expect: main.d.dst.name <- main.d.src.name
-- expect: main.d.dst.name <- main.d.src.v (filter)
-- expect: main.d.dst <- main.d.src.v, main.d.src.id, main.d.src.name (condition)
-- expect: main.d.dst.v <- main.d.src.id
-- expect: main.d.errors.n <- main.d.src.v
-- expect: main.d.dst.v <- main.d.vals.v
-- expect: main.d.dst.v <- main.d.vals.grp, main.d.src.v (filter)
-- expect: main.d.dst <- main.d.dst.id (filter)
