-- expect: log <- t.old (filter)
-- expect: log <- s.id, t.id (join)
-- expect: log.i <- t.id
-- expect: log.v <- t.v
-- expect: t <- s.d, t.old (filter)
-- expect: t <- s.id, t.id (join)
-- expect: t.id <- s.id
-- expect: t.v <- s.v
merge into t as target using s as src on target.id = src.id
when matched and src.d = 1 then delete
when matched then update set target.v = src.v
when not matched by target then insert (id, v) values (src.id, src.v)
when not matched by source and target.old = 1 then update set v = 0
when not matched by source then delete
output $action, inserted.id, deleted.v into log (act, i, v);
