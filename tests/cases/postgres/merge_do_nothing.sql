-- A branch that does nothing keeps rows from those behind it.
-- expect: t <- s.k, s.v (filter)
-- expect: t <- s.id, t.id (join)
-- expect: t.id <- s.id
-- expect: t.v <- s.v
merge into t using s on t.id = s.id
when matched and s.v is null then do nothing
when matched then update set v = s.v
when not matched and s.k = 1 then do nothing
when not matched then insert (id, v) values (s.id, s.v);
