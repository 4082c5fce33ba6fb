-- expect: c <- t.qty (order)
-- expect: c.2020_1 <- t.shop, t.year (condition)
-- expect: c.2020_1 <- t.amount
-- expect: c.2020_2 <- t.shop, t.year (condition)
-- expect: c.2020_2 <- t.amount
-- expect: c.qty <- t.qty
-- expect: r.2020 <- t.year (condition)
-- expect: r.2020 <- t.amount
-- expect: r.qty <- t.qty
-- expect: r.shop <- t.shop
-- expect: u.2020_q <- t.year (condition)
-- expect: u.2020_q <- t.qty
-- expect: u.2020_s <- t.year (condition)
-- expect: u.2020_s <- t.amount
-- expect: u.shop <- t.shop
-- expect: v.2020 <- t.year (condition)
-- expect: v.2020 <- t.amount
-- expect: v.2021 <- t.year (condition)
-- expect: v.2021 <- t.amount
-- expect: v.shop <- t.shop
-- expect: z.2020 <- t.year (condition)
-- expect: z.2020 <- t.amount
-- expect: z.2021 <- t.year (condition)
-- expect: z.2021 <- t.amount
-- expect: z.shop <- t.shop
create table t (shop int, year int, amount int, qty int);
create view v as pivot t on year in (2020, 2021) using sum(amount) group by shop;
create view u as select * from (pivot t on year in (2020) using sum(amount) as s, max(qty) as q group by shop) p;
create view r as with p as (pivot t on year in (2020) using sum(amount)) select * from p;
create view z as select * from t pivot (sum(amount) for year in (2020, 2021) group by shop);
create table c as (pivot t on year in (2020), shop in (1, 2) using sum(amount) order by qty limit 3);
pivot t on year in (2020) using sum(amount) group by shop;
