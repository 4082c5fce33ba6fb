-- expect: "out.parquet" <- s.k (filter)
-- expect: "out.parquet".a <- s.a
-- expect: "out.parquet".b <- s.b
-- table: t <- "https://h/x.csv" (value)
copy (select a, b from s where k = 1) to 'out.parquet' (format parquet);
copy t (a, b) from 'https://h/x.csv?sig=SECRET';
-- from 'not.csv'
select 'from ''no.csv''' as x;
