-- expect: d.u.b <- d.T.a
-- expect: d.u.c <- d.t.a
create table d.T (A int64); insert into d.u (b) select a from d.T; insert into d.u (c) select a from d.t;
