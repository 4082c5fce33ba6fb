-- table: d.z <- d.t (value)
-- status: 1 partial: unknown columns of d.t
create snapshot table d.z clone d.t for system_time as of timestamp '2020-01-01';
