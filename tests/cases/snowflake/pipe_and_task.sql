-- expect: N <- S.K (filter)
-- expect: N.A <- S.A
-- table: T <- @ST/p (value)
create or replace pipe p auto_ingest = true as copy into t (a, b) from (select $1, $2 from @st/p);
create or replace task tk warehouse = w schedule = '1 minute' when system$stream_has_data('ST')
  as insert into n (a) select a from s where k = 1;
create task tk2 after tk as call p2();
