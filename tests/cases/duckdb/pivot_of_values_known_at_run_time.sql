-- expect: w.shop <- t.shop
-- status: 2 partial: PIVOT without listed values; unknown columns
-- status: 3 partial: PIVOT without listed values; unknown columns
create table t (shop int, year int, amount int);
create view w as pivot t on year using sum(amount);
pivot t on year using sum(amount) group by shop order by shop;
