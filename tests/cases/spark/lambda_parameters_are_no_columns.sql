-- no: v.a <- t.x
create table t (x int, tags array<int>, c int);
create view v as select transform(tags, x -> x + c) as a, transform(tags, (x, i) -> x + i) as b from t;
-- expect: v.a <- t.c, t.tags
-- expect: v.b <- t.tags
