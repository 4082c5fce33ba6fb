-- no: y.y20 <- wide.y20
create table wide (shop int, y20 int, y21 int);
create view x as unpivot wide on y20, y21 into name yr value amt;
create view y as unpivot wide on columns(* exclude (shop)) into name yr value amt;
create view y2 as unpivot wide on columns('y.*') into name yr value amt;
create view q as select * from wide unpivot (amt for yr in (y20, y21));
create view q2 as select * from wide unpivot include nulls ((a) for yr in ((y20) as 'x', (y21) as 'y'));
create table c as select * from (unpivot wide on y20, y21);
-- expect: c.shop <- wide.shop
-- expect: c.value <- wide.y20, wide.y21
-- expect: q.amt <- wide.y20, wide.y21
-- expect: q.shop <- wide.shop
-- expect: q2.a <- wide.y20, wide.y21
-- expect: q2.shop <- wide.shop
-- expect: x.amt <- wide.y20, wide.y21
-- expect: x.shop <- wide.shop
-- expect: y.amt <- wide.y20, wide.y21
-- expect: y.shop <- wide.shop
-- expect: y2.amt <- wide.y20, wide.y21
-- expect: y2.shop <- wide.shop
