DELIMITER //
CREATE PROCEDURE p(tab VARCHAR(64), n INT)
BEGIN
  DECLARE source VARCHAR(64) DEFAULT 's';
  SET @q = CONCAT('INSERT INTO x (a) SELECT a FROM `', source, '`');
  IF n > 1 THEN
    SET @q = CONCAT(@q, ' WHERE b = ', n);
  END IF;
  PREPARE st FROM @q;
  EXECUTE st;
  SET @q = CONCAT('INSERT INTO ', tab, ' (a) SELECT c FROM u');
  PREPARE st FROM @q;
  EXECUTE st;
END //
DELIMITER ;
-- expect: x.a <- s.a
-- expect: x <- s.b (filter)
-- status: 10 partial: dynamic SQL
-- reads: 10 u, u.c
