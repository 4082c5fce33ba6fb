-- A cursor's rows reach the table through FETCH, in a loop with a handler.
DELIMITER //
CREATE PROCEDURE copy_all()
BEGIN
  DECLARE done INT DEFAULT FALSE;
  DECLARE a CHAR(16);
  DECLARE b, c INT;
  DECLARE cur1 CURSOR FOR SELECT id, data FROM test.t1 WHERE ok = 1;
  DECLARE cur2 CURSOR FOR SELECT i FROM test.t2;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
  OPEN cur1;
  OPEN cur2;
  read_loop: LOOP
    FETCH cur1 INTO a, b;
    FETCH NEXT FROM cur2 INTO c;
    IF done THEN LEAVE read_loop; END IF;
    IF b < c THEN INSERT INTO test.t3 VALUES (a, b); ELSE INSERT INTO test.t3 VALUES (a, c); END IF;
  END LOOP;
  CLOSE cur1;
END//
DELIMITER ;
CREATE TABLE test.t3 (x CHAR(16), y INT);
-- expect: test.t3.x <- test.t1.id
-- expect: test.t3.y <- test.t1.data, test.t2.i
-- expect: test.t3.x <- test.t1.ok (filter)
-- expect: test.t3.y <- test.t1.ok (filter)
-- expect: test.t3 <- test.t1.data, test.t2.i, test.t1.ok (condition)
