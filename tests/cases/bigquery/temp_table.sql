-- expect: d.t.a <- d.s.a
create temp table x as select a from d.s; insert into d.t (a) select a from x;
