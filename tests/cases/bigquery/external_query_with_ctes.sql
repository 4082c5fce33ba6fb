-- expect: d.t <- "proj.us.conn".r.x, "proj.us.conn".s.a (join)
-- expect: d.t.x <- "proj.us.conn".s.a
-- status: 1 partial: remote query read as standard SQL
create table d.t as select q.x from external_query(
  'proj.us.conn', "with c as (select a as x from s), s as (select x from c) select s.x from s join r on s.x = r.x") q;
