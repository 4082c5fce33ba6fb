-- expect: u <- t.a (order)
-- expect: u.a <- t.b
-- expect: u.b <- t.a
-- expect: w <- t.b (order)
-- expect: w.a <- t.b
-- expect: w.b <- t.a
create table t (a int, b int);
go
create view w as select top 5 a as b, b as a from t order by a;
go
create view u as select top 5 a as b, b as a from t order by a + 1;
go
