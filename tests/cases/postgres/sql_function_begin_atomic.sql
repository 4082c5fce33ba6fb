-- BEGIN ATOMIC holds statements; RETURNING gives rows.
create table t (a int, b int);
create table kept (a int, b int);
create function put(x int, y int) returns setof kept
begin atomic
  update t set b = y where a = x;
  insert into kept (a, b) values (x, y) returning a, b;
end;
create procedure both(x int) language sql
begin atomic
  insert into kept (a) select a from t where b = x;
end;
create view v as select p.a from t s, lateral put(s.a, s.b) p;
-- expect: kept.a <- t.a
-- expect: kept <- t.b (filter)
-- expect: kept.b <- t.b
-- expect: t.b <- t.b
-- expect: t <- t.a (filter)
-- expect: v.a <- kept.a
