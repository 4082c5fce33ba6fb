-- expect: v.c <- t.c
-- expect: v.n <- t.x (condition)
-- expect: v.n <- t.c, t.o (window)
-- expect: v.o <- t.o
-- expect: v.x <- t.x
-- dataset: v view (c, o, n, x)
create table t (x int, o int, c int);
create view v as select * from t match_recognize (partition by c order by o measures match_number() as n
  all rows per match pattern (a b+) define b as b.x > prev(b.x));
