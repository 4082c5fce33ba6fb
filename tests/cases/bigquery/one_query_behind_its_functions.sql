-- A file's one SELECT is what the rule names, also behind functions and variables that it needs.
-- setting: target = p.d.daily
-- dataset: p.d.daily view (day, total)
-- expect: p.d.daily.day <- p.d.raw.ts
-- expect: p.d.daily.total <- p.d.raw.amount
-- expect: p.d.daily <- p.d.raw.ts (group)
declare since date default '2020-01-01';
create temp function day_of(t timestamp) as (date(t));
select day_of(ts) as day, sum(amount) as total from p.d.raw group by day_of(ts);
