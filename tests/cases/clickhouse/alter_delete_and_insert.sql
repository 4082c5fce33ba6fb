-- expect: t.a <- s.a
insert into t (a) select a from s settings max_threads = 1;
-- expect: t <- t.day (filter)
alter table t delete where day < '2020-01-01';
