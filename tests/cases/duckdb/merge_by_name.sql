-- expect: t <- t.id (join)
-- expect: t.v <- s.v
merge into t using (select 1 as id, v from s) as u on t.id = u.id when matched then update set v = u.v when not matched then insert by name when not matched by source then delete returning merge_action, *;
