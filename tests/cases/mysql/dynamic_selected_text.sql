SELECT CONCAT('INSERT INTO x (a) ', 'SELECT a FROM t') INTO @q;
PREPARE st FROM @q;
EXECUTE st;
SELECT GROUP_CONCAT(CONCAT('SELECT a FROM ', n)) INTO @q FROM names;
PREPARE st FROM @q;
EXECUTE st;
-- expect: x.a <- t.a
-- status: 6 refused: dynamic SQL
