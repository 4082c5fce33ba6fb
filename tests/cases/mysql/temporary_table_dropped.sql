-- expect: t.a <- s.a
create temporary table x select a from s; insert into t (a) select a from x; drop temporary table x;
