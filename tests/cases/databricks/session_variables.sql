-- A session's variable is known to the statements behind it; a column of its name wins.
CREATE TABLE d.s (id INT, cut INT);
DECLARE cut INT DEFAULT (SELECT MAX(v) FROM d.limits);
CREATE TABLE d.a AS SELECT cut AS c FROM d.s;
SET VAR cut = (SELECT MIN(v2) FROM d.limits);
CREATE TABLE d.b AS SELECT cut AS c;
SET spark.sql.ansi.enabled = true;
-- expect: d.a.c <- d.s.cut
-- expect: d.b.c <- d.limits.v2
