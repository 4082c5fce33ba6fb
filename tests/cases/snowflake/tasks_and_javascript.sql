-- A task's statement; a JavaScript procedure's literal statements with their lines; the rest is said.
create task nightly warehouse = w schedule = 'USING CRON 0 0 * * * UTC' when system$stream_has_data('s') as
  insert into t (a) select x from src;
create or replace task t2 after nightly as
begin
  delete from t where b = 1;
  insert into t (b) select y from src;
end;
create procedure js(d float) returns string language javascript strict as
$$
  // snowflake.execute({sqlText: "insert into nowhere select 1"})
  var rs = snowflake.execute({sqlText: "insert into t (c) select 'its' || z from src where id = ?", binds: [D]});
  var st = snowflake.createStatement({
    sqlText: `merge into t using src s on t.a = s.x
              when matched then update set t.d = s.w`
  });
  st.execute();
  snowflake.execute({sqlText: "delete from " + table});
  snowflake.execute({sqlText: `drop table ${D}`});
$$;
create procedure py() returns string language python runtime_version = '3.9' packages = ('snowflake-snowpark-python') handler = 'run' as
$$
def run(session): session.sql("insert into t select * from s")
$$;
-- lines: 7 12-12
-- lines: 8 14-15
-- status: 9 refused: dynamic SQL
-- status: 10 refused: dynamic SQL
-- status: 11 partial: body in python
-- expect: T.A <- SRC.X
-- expect: T.B <- SRC.Y
-- expect: T <- T.B (filter)
-- expect: T.C <- SRC.Z
-- expect: T <- SRC.ID (filter)
-- expect: T.D <- SRC.W
-- expect: T <- T.A, SRC.X (join)
