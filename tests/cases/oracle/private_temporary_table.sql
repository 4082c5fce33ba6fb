-- expect: T.A <- S.A
create private temporary table ora$ptt_x on commit drop definition as select a from s; insert into t (a) select a from ora$ptt_x;
