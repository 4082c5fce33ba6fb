-- lines: 1 4-4
-- lines: 2 8-10
-- expect: v.a <- t.a
create view v as select a from t; /* behind
it */

-- before
create view w
as
select 1 as one;
