-- expect: v.t <- t.a, t.b
-- expect: v.u <- t.a, t.b
-- expect: v.x <- t.a
-- dataset: v view (t, u, x)
create table t (a int, b int);
create view v as select (t.*)::text, (u.*)::varchar(9), (t.a)::text as x from t, t as u;
