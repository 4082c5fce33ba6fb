-- A function of one RETURN; variables win over columns; a loadable one has no body.
CREATE TABLE p (id INT, name VARCHAR(9), k INT);
DELIMITER //
CREATE DEFINER=`root`@`localhost` FUNCTION nm(id INT, suffix CHAR(3)) RETURNS CHAR(20) CHARSET utf8 READS SQL DATA DETERMINISTIC COMMENT 'begin return'
RETURN (SELECT CONCAT(name, suffix) FROM p WHERE p.k = id)//
DELIMITER ;
CREATE FUNCTION lib RETURNS STRING SONAME 'lib.so';
CREATE VIEW v AS SELECT nm(o.n, o.s) AS x, lib(o.s) AS y FROM o;
-- expect: v.x <- p.name, o.s
-- expect: v.x <- p.k, o.n (filter)
-- expect: v.y <- o.s
