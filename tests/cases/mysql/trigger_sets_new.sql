-- NEW and OLD are the trigger's table's row; what goes into NEW goes into the table.
CREATE TABLE orders (id INT, net INT, tax INT, total INT, who INT);
CREATE TABLE rates (kind INT, rate INT);
CREATE TABLE audit (order_id INT, before_total INT);
CREATE TRIGGER tr1 BEFORE INSERT ON orders FOR EACH ROW SET NEW.total = NEW.net + NEW.tax;
DELIMITER $$
CREATE DEFINER=`a`@`%` TRIGGER tr2 BEFORE UPDATE ON orders FOR EACH ROW FOLLOWS tr1
BEGIN
  DECLARE r INT;
  SELECT rate INTO r FROM rates WHERE kind = NEW.who;
  SET NEW.tax = NEW.net * r;
  IF OLD.total <> NEW.total THEN
    INSERT INTO audit (order_id, before_total) VALUES (NEW.id, OLD.total);
  END IF;
END$$
DELIMITER ;
-- expect: orders.total <- orders.net, orders.tax
-- expect: orders.tax <- orders.net, rates.rate
-- expect: orders.tax <- rates.kind, orders.who (filter)
-- expect: audit.order_id <- orders.id
-- expect: audit.before_total <- orders.total
-- expect: audit <- orders.total (condition)
