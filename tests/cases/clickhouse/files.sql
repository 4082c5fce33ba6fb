-- expect: "z.csv".d <- s.d
-- expect: t.a <- "https://b.s3.amazonaws.com/f.csv".a
-- expect: t.b <- "x.csv".b
-- table: t <- "y.csv" (value)
insert into t (a) select a from s3('https://KEY:SECRET@b.s3.amazonaws.com/f.csv?X-Amz-Signature=SIG', 'AKIA', 'SECRETKEY', 'CSV');
insert into t (b) select b from file('x.csv', 'CSV', 'b Int32');
insert into t (c) from infile 'y.csv' format CSV;
select d from s into outfile 'z.csv' format CSV;
