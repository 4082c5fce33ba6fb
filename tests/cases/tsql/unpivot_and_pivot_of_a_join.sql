-- expect: o.p1 <- wide.shop
-- expect: o.p2 <- wide.y20, wide.y21
-- expect: v <- a.k, b.k2 (join)
-- expect: v.2020 <- b.year (condition)
-- expect: v.2020 <- b.amount
-- expect: v.shop <- a.shop
-- expect: w.amt <- wide.y20, wide.y21
-- expect: w.shop <- wide.shop
-- expect: z.shop <- wide.shop
-- expect: z.val <- wide.y20, wide.y21
create table a (k int, shop int);
create table b (k2 int, year int, amount int);
create table wide (shop int, y20 int, y21 int);
create table o (p1 int, p2 int, p3 varchar(10));
go
create view v as select p.shop, p.[2020] from a join b on a.k = b.k2 pivot (sum(amount) for year in ([2020])) p;
go
create view w as select shop, yr, amt from wide unpivot (amt for yr in (y20, y21)) u;
go
insert into o select * from wide unpivot (amt for yr in (y20, y21)) u;
go
create view z as select u.shop, u.k, u.val from (select shop, cast(y20 as int) as y20, y21 from wide) w unpivot (val for k in ([y20], [y21])) as u;
go
