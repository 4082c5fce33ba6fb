-- expect: t.a <- s.x
-- expect: t.b <- s.y
create table t (a int primary key, b int);
insert into t select x, y from s on conflict do update set b = excluded.b;
