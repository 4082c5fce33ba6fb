-- expect: d.v._2020 <- d.t.year (condition)
-- expect: d.v._2020 <- d.t.amount
-- expect: d.v._2021 <- d.t.year (condition)
-- expect: d.v._2021 <- d.t.amount
-- expect: d.v.shop <- d.t.shop
-- expect: d.w.amt_y20 <- d.t.year (condition)
-- expect: d.w.amt_y20 <- d.t.amount
-- expect: d.w.amt_y21 <- d.t.year (condition)
-- expect: d.w.amt_y21 <- d.t.amount
-- expect: d.w.q_y20 <- d.t.year (condition)
-- expect: d.w.q_y20 <- d.t.qty
-- expect: d.w.q_y21 <- d.t.year (condition)
-- expect: d.w.q_y21 <- d.t.qty
-- expect: d.w.shop <- d.t.shop
-- expect: d.x.amt <- d.wide.y20, d.wide.y21
-- expect: d.x.q20 <- d.wide.q20
-- expect: d.x.q21 <- d.wide.q21
-- expect: d.x.shop <- d.wide.shop
-- expect: d.y.amt <- d.wide.y20, d.wide.y21
-- expect: d.y.q <- d.wide.q20, d.wide.q21
-- expect: d.y.shop <- d.wide.shop
create table d.t (shop int64, year int64, amount int64, qty int64);
create table d.wide (shop int64, y20 int64, y21 int64, q20 int64, q21 int64);
create view d.v as select * from (select shop, year, amount from d.t) pivot (sum(amount) for year in (2020, 2021));
create view d.w as select * from d.t pivot (sum(amount) as amt, max(qty) as q for year in (2020 as y20, 2021 y21));
create view d.x as select * from d.wide unpivot (amt for yr in (y20, y21));
create view d.y as select * from d.wide unpivot ((amt, q) for yr in ((y20, q20) as '2020', (y21, q21) as '2021'));
