-- expect: v.a <- t.a
-- expect: w <- t.b (filter)
-- expect: w.x <- t.a
create table t (a int, b int);
create view w (x) as select a from t where b > 0 with check option;
create view v as select a from t with local check option;
