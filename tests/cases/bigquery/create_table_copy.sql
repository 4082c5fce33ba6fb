-- table: d.z <- d.t (value)
-- status: 1 partial: unknown columns of d.t
create table d.z copy d.t;
