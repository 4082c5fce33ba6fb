-- status: 2 partial: column or variable y
create or replace function cents(x double) returns double return x / 100;
create function s.of_year(y int) returns table (name string) return select name from s.sales where year = y;
-- expect: v.a <- t.a
create view v as select cents(a) as a from t;
