-- status: 1 partial: placeholder in a name
-- expect: v.a <- "{{ params.project }}".d.t.a
create view v as select a from `{{ params.project }}.d.t`;
-- status: 2 partial: placeholder in a name
-- expect: w.a <- "{{ params.project }}".d.t.a
create view w as select a from {{ params.project }}.d.t;
-- expect: x.a <- d.t.a
-- expect: x <- d.t.day, d.t.n (filter)
create view x as select a from `d.t` where day = date('{{ ds }}') and n = "{{ macros.ds_add(ds, -1) }}";
-- construct: Jinja and dbt
