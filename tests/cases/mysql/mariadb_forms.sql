-- MariaDB: OR REPLACE, FOR over a query and a range, anchored handlers.
DELIMITER //
CREATE OR REPLACE PROCEDURE IF NOT EXISTS p() MODIFIES SQL DATA
BEGIN
  FOR i IN 1..5 DO INSERT INTO t (n) VALUES (i); END FOR;
  FOR rec IN (SELECT id, name FROM s WHERE ok = 1) DO
    INSERT INTO t (id, name) VALUES (rec.id, rec.name);
  END FOR;
END//
DELIMITER ;
-- expect: t.id <- s.id
-- expect: t.name <- s.name
-- expect: t.id <- s.ok (filter)
-- expect: t.name <- s.ok (filter)
-- expect: t <- s.id, s.name, s.ok (condition)
