-- expect: v.a <- t.a
-- expect: w.d <- t.a, t.b
-- status: 2 parsed
/*!40101 SET NAMES utf8 */;
/*!50001 create view v as
select a from t */;
insert into w (d) select a--b from t; /* not executed: ! */
