-- expect: t.day <- t.a
create table t (a timestamp, day date generated always as (cast(a as date)), id bigint generated always as identity);
