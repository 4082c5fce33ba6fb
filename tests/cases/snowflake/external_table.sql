-- expect: T.A <- E.A
-- table: E <- @ST/p/ (value)
create external table e (a int as (value:c1::int)) location = @st/p/ file_format = (type = parquet);
insert into t (a) select a from e;
