-- expect: t <- s.id, t.id (join)
-- table: t <- s (value)
-- status: 1 partial: unknown columns of s
merge into t using s on t.id = s.id remove duplicates;
