-- expect: v.a <- s.t.a
-- expect: v.b <- s.t.b
-- expect: x.a <- s.t.a
-- expect: x.a2 <- s.t.a
-- expect: x.b <- s.t.b
create table s.t (a int, b int);
create view v as select s.t.* from s.t;
create view x as select t.*, t.a as a2 from s.t t, s.t u;
