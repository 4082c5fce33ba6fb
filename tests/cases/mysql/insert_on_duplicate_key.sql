-- expect: t.k <- s.k
-- expect: t.n <- s.n, t.n
insert into t (k, n) select k, n from s on duplicate key update n = t.n + values(n);
