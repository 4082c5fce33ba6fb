-- expect: t <- t.x (filter)
-- expect: t <- s.id, t.id (join)
-- expect: t.old <- t.x
-- table: t <- s (value)
-- status: 1 partial: unknown columns of s
merge into t using s on t.id = s.id
when matched then update set *
when not matched then insert *
when not matched by source and t.x > 1 then update set t.old = t.x
when not matched by source then delete;
