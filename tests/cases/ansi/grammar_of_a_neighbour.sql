-- expect: o.p <- t.a
-- expect: o.p <- t.c (window)
-- What the standard's grammar does not know, a neighbour's may.
-- reads: 2 t, t.a, t.b, t.c
insert into o (p) select max(a) keep (dense_rank first order by c) from t;
select * from t match_recognize (
    partition by a order by b measures first(c) as fc one row per match pattern (x+) define x as c > 1
) m;
-- status: 3 tables_only: parse error near 'c'
select a b c from t d e;
-- status: 4 tables_only: target is no table
insert into (select a x from t) select x from s;
-- expect: w.v <- s.b
-- expect: w <- w.id, s.a (filter)
upd w from s s set v = s.b where w.id = s.a;
