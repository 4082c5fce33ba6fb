CREATE FUNCTION first_of AS (x, y) -> if(y > 0, x, 0);
CREATE FUNCTION one AS v -> v * 2;
CREATE TABLE t ENGINE = Memory AS SELECT first_of(a, b) AS f, one(c) AS o FROM s;
-- expect: t.f <- s.a
-- expect: t.f <- s.b (condition)
-- expect: t.o <- s.c
