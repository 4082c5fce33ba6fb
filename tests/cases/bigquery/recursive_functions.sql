-- Functions that call each other in a ring end, and their value is that of the arguments.
CREATE FUNCTION ds.f(x INT64, y INT64) AS (ds.g(x, y) + 1);
CREATE FUNCTION ds.g(x INT64, y INT64) AS (ds.f(x, y));
CREATE TABLE ds.t AS SELECT ds.f(a, b) AS c FROM ds.s;
-- expect: ds.t.c <- ds.s.a, ds.s.b
