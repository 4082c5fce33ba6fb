-- expect: d.t <- d.s.id, d.t.id (join)
-- expect: d.t.id <- d.s.id
-- expect: d.t.v <- d.s.v
create table d.s (id int64, v int64);
merge d.t t using d.s s on t.id = s.id
when not matched then insert row
when not matched by source then delete;
