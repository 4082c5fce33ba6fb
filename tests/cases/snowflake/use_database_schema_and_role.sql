-- expect: D.S.N.A <- D.S.X.A
-- expect: E.F.N.A <- E.F.X.A
use database d; use schema s; create table n as select a from x; use schema e.f; insert into n (a) select a from x; use role r; use warehouse w;
