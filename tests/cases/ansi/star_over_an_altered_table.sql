-- What ALTER adds stands behind columns that nobody knows, so nobody knows at which place.
create table o (x int, y int);
alter table t add column b int;
-- table: o <- t (value)
-- no: o.x <- t.b
-- status: 3 partial: unknown columns of t
insert into o select * from t;
-- expect: v.b <- t.b
-- status: 4 partial: unknown columns of t
create view v as select * from t;
