-- reads: 1 "/x/y.parq"
-- writes: 1 t
create external table if not exists t like parquet '/x/y.parq' stored as parquet location '/z';
