-- All statements of a body count; the last one's rows are the result.
create table src (id int, x text);
create table log (at text, who text);
-- lines: 3 5-11
create function f(key int, who text)
returns table (a text, b int)
language sql
as $body$
  insert into log (at, who) select x, f.who from src where id = key; -- insert into nowhere
  select x, id from src s where s.id = f.key;
$body$;
-- lines: 4 9-9
-- expect: log.at <- src.x
-- expect: log <- src.id (filter)
create table out1 (u text, w int);
create table k (n int, m text);
insert into out1 (u, w) select r.a, r.b from k cross join lateral f(k.n, k.m) r;
-- expect: out1.u <- src.x
-- expect: out1.w <- src.id
-- expect: out1 <- src.id (filter)
-- expect: out1 <- k.n (filter)
-- expect: log.who <- k.m
-- expect: log <- k.n (filter)
-- table: out1 <- k (filter)
