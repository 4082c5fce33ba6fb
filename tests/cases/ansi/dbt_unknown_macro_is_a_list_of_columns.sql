-- status: 1 partial: macro dbt_utils.star; unknown columns
-- expect: x.a <- t.a
-- no: x.c <- t.c
insert into x (a, b, c) select a, {{ dbt_utils.star(from=ref('t'), except=['z']) }}, c from t;
-- expect: w.d <- t.d
create view w as select d from t;
-- status: 3 partial: macro more; unknown columns
-- dataset: y view (e, …)
-- expect: y.e <- t.e
create view y as select e {{ more('secret') }} from (select e from t) as s;
-- construct: Jinja and dbt
