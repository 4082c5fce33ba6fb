create temp function cents(x float64) returns float64 as (x / 100);
create or replace function d.biggest(xs array<int64>) returns int64 as (
  (select max(x.value) from unnest(xs) as x, x.parts as p)
);
create function d.word(x string) returns string language js as r"""
  // select a from not_a_table; `${x}`
  return x;
""";
create function d.far(x string) returns string remote with connection `p.us.c` options (endpoint = 'https://e');
-- expect: v.a <- t.a
create view v as select cents(a) as a from t;
