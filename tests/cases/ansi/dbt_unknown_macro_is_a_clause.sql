-- status: 1 partial: macro only_recent
-- expect: v.a <- t.a
create view v as select a from t {{ only_recent('t') }};
-- status: 2 partial: macro is_valid
-- expect: w.a <- t.a
-- expect: w <- t.b (filter)
create view w as select a from t where {{ is_valid('a') }} and b > 1;
-- status: 3 partial: macro make_everything
{{ make_everything() }};
-- expect: x.a <- t.a
create view x as select a from t;
-- construct: Jinja and dbt
