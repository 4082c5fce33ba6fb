-- Vertica
-- expect: o.a <- t.x
-- expect: o.b <- t.y
-- expect: o <- t.x (order)
create table if not exists o (a, b encoding rle) as select x, y from t order by x unsegmented all nodes;
-- expect: u.x <- t.x
create table u as select x from t limit 1 over (partition by x order by y);
-- dataset: f table (…)
create flex table f ();
-- file: greenplum.sql
-- dataset: e external (a)
create external web table e (a int) execute 'x' format 'text';
-- expect: w.a <- t.x
create writable external table w (a int) location ('gpfdist://h/p') format 'csv';
insert into w select x from t;
