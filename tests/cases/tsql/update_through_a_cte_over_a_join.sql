-- expect: t <- s.w (filter)
-- expect: t <- s.id, t.id (join)
-- expect: t.v <- s.w
with q as (select x.*, s.w as sw from t as x join s on s.id = x.id) update q set v = sw where sw > 1;
