-- expect: t <- s.id, t.id (join)
-- table: t <- s (value)
-- status: 1 partial: unknown columns of s
merge with schema evolution into t using s on t.id = s.id
when matched then update set * when not matched then insert *;
