-- expect: d.v.a <- d.t.a, d.t.c
-- expect: d.v.b <- d.t.b
-- expect: d.w.b <- d.t.b
-- expect: d.w.c <- d.t.c
-- expect: d.w.z <- d.t.a
create table d.t (a int64, b int64, c int64);
create view d.v as select * except (c) replace (a + c as a) from d.t;
create view d.w as select t.* except (a), t.a as z from d.t as t;
