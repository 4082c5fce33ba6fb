-- expect: t <- s.i, t.id (join)
-- expect: t.id <- s.i
-- expect: t.v <- s.w
create table t (id int, v int);
create table s (i int, w int);
merge into t using s on t.id = s.i remove duplicates;
