-- expect: t.a <- x.a
-- expect: x.a <- s.a
create global temporary table x (a int) on commit preserve rows; insert into x select a from s; insert into t (a) select a from x;
