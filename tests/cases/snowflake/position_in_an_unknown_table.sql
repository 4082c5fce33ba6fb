-- table: V <- MISSING (value)
-- status: 1 partial: unknown column $2
create view v as select $2 as a from missing;
