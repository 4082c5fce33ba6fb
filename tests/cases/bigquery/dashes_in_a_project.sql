-- expect: p-1.d.t.a <- p-1.d.s.a
insert into `p-1.d.t` (a) select a from p-1.d.s;
