-- expect: M.A <- S.A
-- expect: Z.A <- M.A
create table n as select a from s; rename n to m; insert into z (a) select a from m;
