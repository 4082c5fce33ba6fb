-- expect: v.a <- p.d.events_*.a
create view v as select a from `p.d.events_*` where _table_suffix > '2020';
