-- Vertica
-- expect: /tmp/x.a <- t.a
export to parquet (directory = '/tmp/x') over (partition by a) as select a from t;
