-- A temporary function is its own file's alone; a body that is not understood costs its call nothing but exactness.
-- file: a.sql
CREATE TEMP FUNCTION pick(x STRING, y STRING) AS (x);
CREATE TABLE ds.a AS SELECT pick(b, c) AS z FROM ds.src;
-- expect: ds.a.z <- ds.src.b
-- file: b.sql
CREATE TABLE ds.b AS SELECT pick(b, c) AS z FROM ds.src;
-- expect: ds.b.z <- ds.src.b, ds.src.c
-- file: c.sql
CREATE TEMPORARY FUNCTION pick(x STRING, y STRING) AS (y);
CREATE TABLE ds.c AS SELECT pick(b, c) AS z FROM ds.src;
-- expect: ds.c.z <- ds.src.c
