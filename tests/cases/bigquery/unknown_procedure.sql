-- What a procedure that nobody defines does to its arguments is not known: said, and forgotten.
DECLARE x INT64 DEFAULT (SELECT m FROM ds.s);
CREATE TABLE ds.t (a INT64, b INT64);
INSERT INTO ds.t (a) VALUES (x);
-- status: 4 partial: result of ds.unknown
CALL ds.unknown(x, 1);
INSERT INTO ds.t (b) VALUES (x);
-- expect: ds.t.a <- ds.s.m
-- no: ds.t.b <- ds.s.m
