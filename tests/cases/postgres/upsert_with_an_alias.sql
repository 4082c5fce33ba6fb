-- expect: t.a <- s.x
-- expect: t.b <- s.y, t.b
insert into t as o (a, b) select x, y from s on conflict (a) do update set b = coalesce(excluded.b, o.b) returning a;
