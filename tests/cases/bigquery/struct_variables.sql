-- A struct of a query is taken apart by its declared fields, by position; without a type by the query's names.
DECLARE typed STRUCT<a INT64, b STRING> DEFAULT (SELECT AS STRUCT m, n FROM ds.c);
DECLARE plain DEFAULT (SELECT AS STRUCT m2, n2 FROM ds.c);
CREATE TABLE ds.t (p INT64, q STRING, r STRING);
INSERT INTO ds.t (p, q) VALUES (typed.a, plain.n2);
SET typed = (SELECT AS STRUCT k, l FROM ds.d WHERE ok);
INSERT INTO ds.t (r) VALUES (typed.b);
-- expect: ds.t.p <- ds.c.m
-- expect: ds.t.q <- ds.c.n2
-- expect: ds.t.r <- ds.d.l
-- expect: ds.t.r <- ds.d.ok (filter)
