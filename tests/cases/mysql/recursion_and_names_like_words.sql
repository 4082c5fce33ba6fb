-- A recursive routine ends at its first repeat and that is said; a variable may be called like a word.
CREATE TABLE t (a INT);
DELIMITER //
CREATE PROCEDURE rec(n INT, OUT r INT)
BEGIN
  DECLARE x INT DEFAULT 1;
  IF n > 0 THEN CALL rec(n - 1, x); END IF;
  SET r = (SELECT MAX(v) FROM src) + x;
END//
DELIMITER ;
CALL rec(1, @out);
UPDATE t SET a = @out;
-- expect: t.a <- src.v
-- status: 4 partial: result of rec
-- status: 6 partial: result of rec
