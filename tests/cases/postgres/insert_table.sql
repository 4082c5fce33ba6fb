-- table: t <- s (value)
-- status: 1 partial: unknown columns of s
insert into t table s;
