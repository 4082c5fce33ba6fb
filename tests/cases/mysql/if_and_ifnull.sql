-- expect: v.d <- t.a, t.b
-- expect: v.e <- t.a, t.b, t.c
-- expect: v.f <- t.a, t.b, t.c
-- expect: v.g <- t.a
-- expect: v.g <- t.b (window)
-- expect: v.i <- t.a, t.b, t.c
-- expect: v.w <- t.a, t.b
-- expect: v.x <- t.a (condition)
-- expect: v.x <- t.b, t.c
-- expect: v.y <- t.a, t.b
create table t (a int, b int, c int);
create view v as select if(a > 0, b, c) as x, ifnull(a, b) as y, elt(a, b, c) as e, interval(a, b, c) as i, group_concat(distinct a order by b separator ',') as g, a div b as d, concat_ws(',', a, b) as w, field(a, b, c) as f from t;
