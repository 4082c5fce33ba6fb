-- status: 1 refused: template
create view v as select a from {{ ref('t') }};
-- expect: w.a <- t.a
create view w as select a, '{{ x }}' as b from t;
