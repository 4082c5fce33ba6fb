-- expect: hive.mart.v.a <- hive.raw.t.a
create table hive.mart.v with (format = 'ORC') as select a from hive.raw.t;
-- dataset: hive.mart.empty table (a)
-- Structure only: no data moves.
create table hive.mart.empty as select a from hive.raw.t with no data;
