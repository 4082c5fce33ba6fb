-- expect: t.x <- MyT."a B"
-- expect: t.y <- MyT.c
-- expect: t.z <- myt.z
create table "MyT" ("a B" int, C int); insert into t (x, y) select "a B", C from "MyT"; insert into t (z) select z from MyT;
