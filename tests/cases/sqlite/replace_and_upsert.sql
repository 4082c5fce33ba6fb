-- expect: t.a <- s.a
-- expect: t.n <- s.n
-- expect: u.k <- s.k
-- expect: u.n <- s.n
replace into t (a, n) select a, n from s;
insert into u (k, n) select k, n from s where true on conflict (k) do update set n = excluded.n;
