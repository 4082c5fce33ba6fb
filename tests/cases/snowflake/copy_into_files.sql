-- expect: @STAGE/out/.A <- T.A
-- expect: @STAGE/out/.B <- T.B
-- expect: @~/mine <- T.B (filter)
-- expect: @~/mine.A <- T.A
create table t (a int, b int);
copy into @stage/out/ from t file_format=(type=parquet);
copy into '@~/mine' from (select a from t where b = 1);
