-- expect: live.o.a <- live.s.a
-- expect: live.o.b <- live.s.b
-- file: ddl.sql
create table live.s (a int, b int);
-- file: load.sql
apply changes into live.o from stream(live.s) keys (a) sequence by b stored as scd type 2;
-- expect: u.a <- live.s.a
-- expect: u.b <- live.s.b
create flow f as auto cdc into u from stream(live.s) keys (a) sequence by b;
-- expect: w.p <- s.a
create flow g as insert into w by name select a as p from stream(s);
