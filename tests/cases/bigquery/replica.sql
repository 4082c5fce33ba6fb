-- table: d.r <- d.mv (value)
-- status: 1 partial: unknown columns of d.mv
create materialized view d.r as replica of d.mv;
