-- expect: d.t.a <- d.s.a
set @@dataset_id = 'd'; insert into t (a) select a from s;
