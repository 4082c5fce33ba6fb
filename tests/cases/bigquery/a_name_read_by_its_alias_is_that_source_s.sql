-- construct: whose column is it
-- expect: d.a <- d.accounts.id, d.emails.id (join)
-- expect: d.a <- d.emails.opted_out (filter)
-- expect: d.a.email <- d.emails.email
-- expect: d.a.opted_out <- d.emails.opted_out
-- expect: d.b <- d.accounts.id (group, join)
-- expect: d.b <- d.accounts.total (group, join)
-- expect: d.b <- d.emails.id (join)
-- expect: d.b.id <- d.accounts.id
-- expect: d.b.total <- d.accounts.total
-- expect: d.c <- d.accounts.id, d.emails.id (join)
-- expect: d.c.day <- d.accounts.day, d.emails.day
-- expect: d.e.cost <- d.prices.cost (value, filter)
-- expect: d.e.cost <- d.prices.id (filter)
-- expect: d.e.id <- d.known.id
-- status: 4 partial: ambiguous column day
create table d.known (id int64, label string);
create view d.a as select e.email, opted_out from d.emails as e left join d.accounts as f on e.id = f.id where e.opted_out = false;
create view d.b as select total, f.id from d.emails as e join d.accounts as f on e.id = f.id and f.total > 0 group by all;
create view d.c as select e.day, f.day, day as which from d.emails as e join d.accounts as f on e.id = f.id;
create view d.e as select id, (select max(cost) from d.prices as p where p.cost > 0 and p.id = id) as cost from d.known as k;
