-- expect: t <- s.id, t.id (join)
-- expect: t.v <- s.v
-- status: 1 partial: columns of t unknown: named by position
merge into t using s on t.id = s.id when matched then update set v = s.v when not matched then insert (s.id, s.v);
