-- table: z <- s (value)
-- status: 1 partial: unknown columns of s
create table z as table s;
