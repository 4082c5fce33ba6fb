-- expect: t.n <- t.n
-- reads: 1 t, t.n
-- writes: 1 t, t.n
update t set n = n + 1;
