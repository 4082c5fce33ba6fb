-- A trigger passes the row on to a procedure of another file; OLD of a DELETE.
-- file: p.sql
CREATE PROCEDURE note(what INT, who INT) INSERT INTO log (what, who) SELECT what, u.name FROM users u WHERE u.id = who;
-- file: t.sql
CREATE TABLE orders (id INT, owner INT);
CREATE TABLE gone (id INT);
DELIMITER $$
CREATE TRIGGER d AFTER DELETE ON orders FOR EACH ROW BEGIN INSERT INTO gone VALUES (OLD.id); CALL note(OLD.id, OLD.owner); END$$
DELIMITER ;
-- expect: gone.id <- orders.id
-- expect: log.who <- users.name
-- expect: log <- users.id, orders.owner (filter)
-- expect: log.what <- orders.id
