-- expect: t <- s.id, t.id (join)
-- expect: t.id <- s.id
-- expect: t.v <- s.v
-- expect: t.w <- s.w
create table s (id int, v int, w int);
merge into t using s on t.id = s.id
when matched then update set * except (v) when not matched then insert * except (w);
