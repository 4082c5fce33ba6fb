-- expect: T.A <- HR.EMP@LNK.A
create synonym sy for hr.emp@lnk; insert into t (a) select a from sy;
