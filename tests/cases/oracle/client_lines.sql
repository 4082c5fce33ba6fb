-- expect: U.A <- T.A
-- expect: W.A <- U.A
-- status: 1 parsed
set define off
prompt it's loading
whenever sqlerror exit 1
insert into u (a) select a from t
/
spool x.log
insert into w (a) select a from u;
exec dbms_stats.gather_table_stats('X', 'W')
