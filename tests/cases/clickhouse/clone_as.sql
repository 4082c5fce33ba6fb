-- table: z <- t (value)
-- status: 1 partial: unknown columns of t
create table z clone as t;
