-- expect: T.A <- HR.EMP.A
create or replace public synonym sy for hr.emp; insert into t (a) select a from sy;
