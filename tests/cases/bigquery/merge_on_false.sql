-- expect: d.t <- d.t.p (filter)
-- expect: d.t.id <- d.s.id
-- expect: d.t.v <- d.s.v
merge d.t t using (select id, v from d.s) s on false
when not matched then insert (id, v) values (id, v)
when not matched by source and t.p = 1 then delete;
