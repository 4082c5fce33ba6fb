-- A script's variables live to its end; a column wins over a variable.
DECLARE lo, hi INT64 DEFAULT (SELECT MIN(v) FROM ds.bounds WHERE kind = 'x');
DECLARE a, b STRING;
DECLARE names ARRAY<STRING>;
CREATE TABLE ds.src (id INT64, name STRING, lo INT64);
CREATE TABLE ds.dst (x INT64, y INT64, s STRING, t STRING, n STRING);
SET hi = hi + 1;
SET (a, b) = (SELECT AS STRUCT first_name, last_name FROM ds.people LIMIT 1);
SET names = ARRAY(SELECT nick FROM ds.nicks);
SET @@dataset_id = 'ds';
INSERT INTO ds.dst (x, y, s, t, n) SELECT lo, hi, a, b, n FROM ds.src, UNNEST(names) AS n;
-- expect: ds.dst.x <- ds.src.lo
-- expect: ds.dst.y <- ds.bounds.v
-- expect: ds.dst.y <- ds.bounds.kind (filter)
-- expect: ds.dst.s <- ds.people.first_name
-- expect: ds.dst.t <- ds.people.last_name
-- expect: ds.dst.n <- ds.nicks.nick
-- no: ds.dst.x <- ds.bounds.v
