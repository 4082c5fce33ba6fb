-- expect: o.p <- t.a
submit task etl properties ('x' = 'y') as insert into o (p) select a from t;
-- expect: s3://b/x.a <- t.a
insert into files ('path' = 's3://b/x', 'format' = 'parquet') select a from t;
admin set frontend config ('a' = 'b');
