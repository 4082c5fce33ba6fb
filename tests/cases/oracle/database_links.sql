-- expect: "T@LNK.WORLD".A <- S.A
-- expect: T <- HR.S@LNK.K (filter)
-- expect: T.A <- "S@LNK.WORLD".A, HR.S@LNK.A
insert into t@lnk.world (a) select a from s;
update t@lnk set v = 1;
insert into t (a) select s.a from hr.s@lnk s where s.k = 1;
insert into t (a) select a from s@lnk.world;
