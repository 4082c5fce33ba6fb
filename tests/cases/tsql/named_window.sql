-- expect: wg.s <- t.a
-- expect: wg.s <- t.b, t.d (window)
create table t (a int, b int, d date);
go
create view wg as select sum(a) over w as s from t window w as (partition by b order by d);
go
