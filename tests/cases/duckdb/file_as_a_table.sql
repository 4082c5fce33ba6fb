-- A path keeps its case, and its columns are those that are named.
-- expect: t <- "Data/X.parquet".k (filter)
-- expect: t <- "Data/X.parquet".id, "y.csv".id (join)
-- expect: t.a <- "Data/X.parquet".a
-- expect: t.b <- "y.csv".b
create table t as select x.a, y.b from 'Data/X.parquet' x join 'y.csv' y on x.id = y.id where x.k > 1;
