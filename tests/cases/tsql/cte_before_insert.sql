-- expect: t.a <- s.x
with c as (select x from s) insert into t (a) select x from c;
