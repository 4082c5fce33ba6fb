-- expect: v.b <- missing.a
-- expect: v.c <- missing.a
-- expect: v.m <- missing.number
-- expect: v.number <- missing.number
create view v as select a as b, b + 1 as c, number, number + 1 as m from missing;
