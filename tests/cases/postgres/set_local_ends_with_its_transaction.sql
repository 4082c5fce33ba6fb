-- A search path that is set for the transaction alone holds until COMMIT.
-- construct: current database and schema
set search_path = sales;
begin;
set local search_path = stage;
create table w as select a from t;
savepoint s;
rollback to s;
create table x as select a from t;
commit;
create table y as select a from t;
-- expect: stage.w.a <- stage.t.a
-- expect: stage.x.a <- stage.t.a
-- expect: sales.y.a <- sales.t.a
