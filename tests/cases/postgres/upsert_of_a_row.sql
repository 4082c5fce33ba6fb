-- expect: t.a <- s.x
-- expect: t.b <- o.id, s.x (filter)
-- expect: t.b <- o.m, s.y
-- expect: t.c <- o.id, s.x (filter)
-- expect: t.c <- o.n, s.z
insert into t (a, b, c) select x, y, z from s on conflict (a) do update set (b, c) = (select m, n from o where o.id = excluded.a);
