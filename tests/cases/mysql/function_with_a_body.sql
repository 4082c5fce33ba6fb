-- A function's RETURN gives its value to whoever calls it, from any file.
-- file: f.sql
DELIMITER //
CREATE FUNCTION level_of(credit DECIMAL(10,2), who INT) RETURNS VARCHAR(20) DETERMINISTIC
BEGIN
  DECLARE lvl VARCHAR(20);
  CASE
    WHEN credit > 50000 THEN SET lvl = (SELECT name FROM levels WHERE code = 'p');
    WHEN credit > 10 THEN SET lvl = who;
    ELSE SET lvl = 'none';
  END CASE;
  WHILE credit > 0 DO
    SET credit = credit - 1;
  END WHILE;
  RETURN lvl;
END//
DELIMITER ;
-- file: v.sql
CREATE VIEW v AS SELECT level_of(c.credit, c.id) AS lvl FROM customers c;
-- expect: v.lvl <- levels.name, customers.id
-- expect: v.lvl <- levels.code (filter)
