-- expect: v.x <- t.a, t.b, t.c, t.d
-- expect: v.y <- t.e
create view v as select coalesce(a, upper(b)) || cast(c as varchar(3)) || substring(d from 1 for 2) as x, e between 1 and 2 as y from t;
