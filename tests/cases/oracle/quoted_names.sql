-- expect: U.X <- mixed.a
-- expect: U.Y <- mixed.B
-- expect: U.Z <- MIXED.A
create table "mixed" ("a" number, B number); insert into u (x, y) select "a", b from "mixed"; insert into u (z) select a from mixed;
