-- table: T <- @STAGE/files (value)
-- writes: 1 T, T.A, T.B
copy into t (a, b) from @stage/files;
