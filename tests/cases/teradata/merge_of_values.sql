-- expect: t <- t.id (join)
merge into t using values (1, 2) as s (id, v) on t.id = s.id when matched then upd set v = s.v when not matched then ins (id, v) values (s.id, s.v);
