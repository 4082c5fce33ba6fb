-- expect: t <- t.id (filter)
update t set v = 1 where id = 2 else insert into t (id, v) values (2, 1);
