use hive.raw;
-- expect: hive.raw.t.a <- hive.raw.s.b
insert into t (a) select b from s;
