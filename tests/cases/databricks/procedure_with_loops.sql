-- Labels, IF, CASE, WHILE, REPEAT and LEAVE; OUT parameters of a procedure of another file.
-- file: p.sql
-- status: 5 partial: column or variable k
CREATE PROCEDURE d.pick(k INT, OUT best STRING, INOUT n INT) LANGUAGE SQL AS BEGIN
  DECLARE i INT = 0;
  outer_loop: WHILE i < 3 DO
    SET i = i + 1;
    IF i = 2 THEN LEAVE outer_loop; END IF;
  END WHILE outer_loop;
  CASE WHEN k > 1 THEN SET best = (SELECT name FROM d.src WHERE id = k); ELSE SET best = 'x'; END CASE;
END;
-- file: q.sql
-- status: 3 partial: result of d.pick
BEGIN
  DECLARE w STRING;
  DECLARE n INT;
  CALL d.pick((SELECT MAX(id) FROM d.ids), w, n);
  INSERT INTO d.log (who) VALUES (w);
END;
-- expect: d.log.who <- d.src.name
-- expect: d.log.who <- d.src.id, d.ids.id (filter)
