-- A function that calls a function of another file, seen through a view.
-- file: a.sql
CREATE FUNCTION fn.clean(s STRING) AS (TRIM(LOWER(s)));
-- file: b.sql
CREATE FUNCTION fn.full_name(p STRUCT<first STRING, last STRING>, sep STRING) AS (CONCAT(fn.clean(p.first), IF(sep IS NULL, ' ', fn.clean(p.last))));
-- file: c.sql
CREATE VIEW ds.v AS SELECT fn.full_name(STRUCT(t.a, t.b), t.c) AS n, fn.clean(nobody.knows(t.d)) AS m FROM ds.t;
-- expect: ds.v.n <- ds.t.a, ds.t.b
-- expect: ds.v.n <- ds.t.c (condition)
-- expect: ds.v.m <- ds.t.d
