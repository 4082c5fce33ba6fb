-- Variables win over columns; conditions, loops and handlers decide; every INTO has its place.
CREATE TABLE src (id INT, amount INT, kind INT);
CREATE TABLE dst (id INT, amount INT, kind INT, note VARCHAR(9));
DELIMITER $$
CREATE PROCEDURE fill(IN p_id INT, kind INT)
  COMMENT 'begin select x from y' SQL SECURITY INVOKER
main: BEGIN
  DECLARE total, rest INT DEFAULT (SELECT SUM(amount) FROM src WHERE id = 3);
  DECLARE lowest INT; -- end; $
  DECLARE EXIT HANDLER FOR SQLEXCEPTION, NOT FOUND BEGIN ROLLBACK; END;
  SELECT MIN(amount), MAX(amount) INTO lowest, @highest FROM src WHERE src.kind = kind;
  IF lowest > 3 THEN
    INSERT INTO dst (id, amount, kind) SELECT s.id, total, kind FROM src s;
  ELSEIF EXISTS (SELECT 1 FROM src WHERE src.id = 9) THEN
    LEAVE main;
  ELSE
    UPDATE dst SET note = CONCAT('end if', @highest) WHERE dst.id = p_id;
  END IF;
END main$$
DELIMITER ;
-- expect: dst.id <- src.id
-- expect: dst.amount <- src.amount
-- expect: dst.amount <- src.id (filter)
-- expect: dst <- src.amount (condition)
-- expect: dst <- src.kind (condition)
-- expect: dst.note <- src.amount
-- expect: dst.note <- src.kind (filter)
-- expect: dst <- src.id (condition)
-- expect: dst <- dst.id (filter)
-- no: dst.kind <- src.kind
