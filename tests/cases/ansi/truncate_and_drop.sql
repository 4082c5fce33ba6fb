-- writes: 1 t
-- writes: 2 t
truncate table t;
drop table t;
