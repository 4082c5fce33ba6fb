-- expect: d.t.b <- d.t.a
create table d.t (a int64, b int64 generated always as (a + 1) stored, c string default 'x');
