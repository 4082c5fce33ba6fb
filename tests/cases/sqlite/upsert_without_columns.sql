-- expect: t.a <- s.x, t.a
-- expect: t.b <- s.y
create table t (a int primary key, b int);
insert into t select x, y from s where true on conflict (a) do update set b = excluded.b, a = a + 1;
