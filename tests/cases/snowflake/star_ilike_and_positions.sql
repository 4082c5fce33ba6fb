-- expect: P.A <- T.ID
-- expect: P.B <- T.X
-- expect: U.ID_2 <- T.ID_2
-- expect: U.K <- T.ID
-- expect: V.ID <- T.ID
-- expect: V.ID_2 <- T.ID_2
-- expect: W.ID <- T.ID, T.X
-- expect: W.Y <- T.ID_2
create table t (id int, id_2 int, x int);
create view v as select * ilike '%id%' from t;
create view w as select * exclude x replace (id + x as id) rename (id_2 as y) from t;
create view u as select t.* ilike 'ID%' rename (id as k), 1 as one from t;
create view p as select $1 as a, t.$3 as b from t;
