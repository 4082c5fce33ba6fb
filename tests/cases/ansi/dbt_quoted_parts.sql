-- status: 1 partial: placeholder in a name
-- expect: v.a <- "{{ var('s') }}".T.a
create view v as select a from "{{ var('s') }}"."T";
-- expect: w.a <- s1.t.a
create view w as select a from "{{ 's' ~ 1 }}".t;
-- construct: Jinja and dbt
