-- expect: d.t.a <- d.s.x
insert d.t (a) select x from d.s;
