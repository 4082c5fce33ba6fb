-- Nobody can say which of its columns come out.
-- no: w.ab <- missing.ab
create view v as select * like 'b%' from missing;
create view w as select ab from (select * like 'b%' from missing) q;
-- table: v <- missing (value)
-- table: w <- missing (value)
-- status: 1 partial: unknown columns
