-- expect: v <- t.id (group)
-- expect: v.ts <- t.ts
-- expect: v.x <- t.x
-- table: w <- t (value)
-- dataset: v view (ts, x)
-- dataset: w view (…)
-- status: 3 partial: unknown columns
create table t (id int, ts int, x int);
create view v as select m.* from (select max(struct(ts, x)) as m from t group by id);
create view w as select m.* from (select struct(t.*, 1 as n) as m from t);
