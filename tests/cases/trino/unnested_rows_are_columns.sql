-- expect: v.a <- t.rs
-- expect: v.b <- t.rs
-- expect: v.id <- t.id
-- expect: v.rs <- t.rs
-- expect: v.xs <- t.xs
-- expect: w.a <- t.rs
-- expect: w.b <- t.rs
-- expect: x.id <- t.id
-- expect: x.p <- t.rs
-- expect: x.q <- t.rs
-- expect: x.x <- t.xs
-- dataset: v view (id, rs, xs, a, b)
-- dataset: w view (a, b)
-- dataset: x view (id, p, q, x)
create table t (id int, rs array(row(a int, b varchar)), xs array(int));
create view v as select * from t cross join unnest(rs);
create view w as select u.* from t cross join unnest(rs) as u;
create view x as select id, p, q, x from t cross join unnest(rs) as u(p, q) cross join unnest(xs) as y(x);
