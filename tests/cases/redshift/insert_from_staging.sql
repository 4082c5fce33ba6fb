-- file: ddl.sql
create table mart.t (id int encode az64, a int) diststyle all sortkey (id);
-- file: load.sql
-- expect: mart.t.id <- src.k
-- expect: mart.t.a <- src.v
-- expect: mart.t <- mart.t.id, src.k (filter)
create temp table stage (like mart.t);
insert into stage select k, v from src;
delete from mart.t using stage where mart.t.id = stage.id;
insert into mart.t select * from stage;
