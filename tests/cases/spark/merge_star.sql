-- expect: t <- s.id, t.id (join)
-- expect: t.id <- s.id
-- expect: t.v <- s.v
create table s (id int, v int);
merge into t using s on t.id = s.id when matched then update set * when not matched then insert *;
