-- expect: d.v.amount <- d.t.q1, d.t.q2
-- expect: d.v.id <- d.t.id
-- expect: d.w.first <- d.t.q1, d.t.q3
-- expect: d.w.id <- d.t.id
-- expect: d.w.second <- d.t.q2, d.t.q4
-- dataset: d.v view (id, amount, quarter)
-- dataset: d.w view (id, first, second, half)
create table d.t (id int64, q1 int64, q2 int64, q3 int64, q4 int64);
create view d.v as select * from (select id, q1, q2 from d.t) unpivot (amount for quarter in (q1, q2));
create view d.w as select * from d.t unpivot ((first, second) for half in ((q1, q2) as 'a', (q3, q4) as 'b'));
