-- expect: t <- s.v (filter)
-- expect: t <- s.id, t.id (join)
-- expect: t.id <- s.id
-- expect: t.v <- s.v
merge into t using s on t.id = s.id
when matched and s.v is null then do nothing
when matched then update set v = s.v
when not matched by source then delete
when not matched then insert (id, v) values (s.id, s.v)
returning t.id;
