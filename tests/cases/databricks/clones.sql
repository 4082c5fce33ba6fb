-- table: z <- t (value)
-- table: z2 <- t (value)
-- table: z3 <- /d/t (value)
-- status: 1 partial: unknown columns of t
-- status: 2 partial: unknown columns of t
-- status: 3 partial: unknown columns of /d/t
create table z deep clone t version as of 3;
create or replace table z2 shallow clone t;
create table if not exists z3 clone delta.`/d/t` location '/d/z';
