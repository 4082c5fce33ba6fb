-- table: d.b <- d.t (value)
-- status: 2 partial: unknown columns
create table d.t (id int64, s json);
create view d.b as select s.* from d.t;
