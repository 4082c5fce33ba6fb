-- expect: v.a <- raw_2.t.a
create view v as select a from {{ var('schema', 'raw') }}_{{ 1 + 1 }}.t;
-- status: 2 partial: placeholder in a name
-- expect: w.a <- "{{ env_var('DB') }}".t.a
create view w as select a from {{ env_var( 'DB' ) }}.t;
-- status: 3 partial: placeholder in a name
-- expect: x.a <- "{{ env_var('DB') }}".t.a
create view x as select a from {{env_var("DB")}}.t;
-- construct: Jinja and dbt
