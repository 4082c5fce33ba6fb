-- expect: t.a <- s.b
-- expect: t2.a <- x.a
create table x (a int);
create temp table x as select b as a from s;
insert into t (a) select a from x;
insert into t2 (a) select a from public.x;
