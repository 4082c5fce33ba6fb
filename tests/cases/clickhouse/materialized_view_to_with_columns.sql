-- expect: t.a <- s.x
-- expect: t.b <- s.y
create materialized view mv to t (a Int32, b Int32) as select x as a, y as b from s;
