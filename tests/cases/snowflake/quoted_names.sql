-- expect: T.X <- MyT."a B"
-- expect: T.Y <- MyT.C
create table "MyT" ("a B" int, C int); insert into t (x, y) select "a B", c from "MyT";
