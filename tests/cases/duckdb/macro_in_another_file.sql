-- file: m.sql
create macro s.label(x, y := 'a') as x || y;
create macro rows_of(t_id) as table (select id, name from items where id = t_id);
-- file: q.sql
create view v as select s.label(o.k, y := o.m) as l, f.name from o, rows_of(o.id) f;
-- expect: v.l <- o.k, o.m
-- expect: v.name <- items.name
-- expect: v <- items.id, o.id (filter)
