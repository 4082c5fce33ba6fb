-- A string in front of = is an alias too.
create table t (a int, b int);
go
create view v as select x = a, [y z] = b, 'q' = a + b, "w" = a from t;
go
create view w as select a 'x', b as 'y' from t where a = b;
go
-- expect: v."y z" <- t.b
-- expect: v.q <- t.a, t.b
-- expect: v.w <- t.a
-- expect: v.x <- t.a
-- expect: w <- t.a, t.b (filter)
-- expect: w.x <- t.a
-- expect: w.y <- t.b
