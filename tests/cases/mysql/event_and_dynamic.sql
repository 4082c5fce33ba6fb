-- An event runs by itself; prepared text is not known.
CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2020-01-01 00:00:00' COMMENT 'do insert' DO
  INSERT INTO log (n) SELECT COUNT(x) FROM src;
DELIMITER |
CREATE EVENT IF NOT EXISTS e2 ON SCHEDULE AT CURRENT_TIMESTAMP + INTERVAL 1 HOUR DO
BEGIN
  DELETE FROM old_rows WHERE d < (SELECT cut FROM cuts);
END |
CREATE PROCEDURE dyn(tab VARCHAR(64))
BEGIN
  SET @s = CONCAT('SELECT * FROM ', tab);
  PREPARE st FROM @s;
  EXECUTE st;
  DEALLOCATE PREPARE st;
END |
DELIMITER ;
-- expect: log.n <- src.x
-- expect: old_rows <- old_rows.d, cuts.cut (filter)
-- status: 6 parsed
-- status: 8 refused: dynamic SQL
