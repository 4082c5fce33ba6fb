-- expect: HR.T.X <- HR.S.X
alter session set current_schema = hr; insert into t (x) select x from s;
