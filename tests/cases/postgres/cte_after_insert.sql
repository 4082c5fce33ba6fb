-- expect: t.a <- s.x
insert into t (a) with c as (select x from s) select x from c;
