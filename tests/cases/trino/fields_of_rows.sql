-- expect: w.x <- t.r
-- expect: w.y <- t.r
create table t (id int, r row(x int, y int));
create view w as select r.* from t;
