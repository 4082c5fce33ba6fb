-- expect: t <- s.id, t.id (join)
-- expect: t.a <- s.id
-- expect: t.b <- s.v
-- status: 1 partial: columns of t unknown: named by position
with q as (select id, v from s) merge into t as x using q on x.id = q.id when not matched then insert values (q.id, q.v) when matched then update set (a, b) = (q.id, q.v);
