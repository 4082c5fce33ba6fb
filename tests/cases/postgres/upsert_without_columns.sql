-- expect: t <- s.y, t.b (filter)
-- expect: t.a <- s.x
-- expect: t.b <- s.y, t.b
create table t (a int primary key, b int);
insert into t select x, y from s on conflict (a) do update set b = excluded.b + t.b where t.b < excluded.b;
