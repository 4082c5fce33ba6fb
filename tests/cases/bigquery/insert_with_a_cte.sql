-- expect: d.t.a <- d.s.x
insert into d.t (a) with c as (select x from d.s) select x from c;
