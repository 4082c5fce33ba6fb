-- dataset: sales.orders table (id, day)
-- dataset: sales.row_wise table (id)
-- expect: sales.again.day <- sales.orders.day
-- expect: sales.again.id <- sales.orders.id
-- expect: sales.copied.id <- sales.orders.id
-- expect: sales.copied <- sales.orders.day (filter)
-- expect: sales.v.day <- sales.orders.day
-- expect: sales.v.id <- sales.orders.id
create column table sales.orders (id integer cs_int not null, day longdate cs_longdate, constraint k primary key (id));
create row table sales.row_wise (id integer);
create column table sales.copied as (select id from sales.orders where day is not null);
create view sales.v as select * from sales.orders;
create column table sales.again like sales.orders with data;
create column table sales.hollow like sales.orders with no data;
create column index i on sales.orders (day);
