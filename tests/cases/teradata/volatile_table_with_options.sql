-- expect: t.a <- s.a
create multiset volatile table x, no fallback, no log (a int, b varchar(3)) primary index (a) on commit preserve rows; insert into x select a, b from s; insert into t (a) select a from x;
