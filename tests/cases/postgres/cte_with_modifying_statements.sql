-- expect: log <- t.b (filter)
-- expect: log.x <- t.a
-- expect: log.y <- t.b
-- expect: t <- t.b (filter)
-- expect: t.a <- t.b
create table t (a int, b int);
create table log (x int, y int);
with gone as (delete from t where b > 1 returning a, b) insert into log select a, b from gone;
with up as (update t set a = b returning a as n) select n from up;
