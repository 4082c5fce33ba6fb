-- expect: DB.SC.M.A <- S.A
-- expect: Z.A <- DB.SC.M.A
create table n as select a from s; alter table n rename to db.sc.m; insert into z (a) select a from db.sc.m;
