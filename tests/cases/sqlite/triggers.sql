-- NEW and OLD are the row; WHEN decides; RAISE moves nothing.
create table t (id integer, a text, b text);
create table log (id integer, old_a text, new_a text);
create table stat (n integer);
create trigger tr after update of a on t for each row when old.a <> new.a and exists (select 1 from stat where n > 1)
begin
  insert into log (id, old_a, new_a) values (new.id, old.a, new.a);
  update stat set n = n + (select count(b) from t where t.id = new.id);
  select raise(abort, 'end; from nowhere') where new.b is null;
end;
create view v as select a, b from t;
create trigger iv instead of insert on v begin insert into t (a, b) values (new.b, new.a); end;
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: log.id <- t.id
-- expect: log.old_a <- t.a
-- expect: log.new_a <- t.a
-- expect: log <- t.a, stat.n (condition)
-- expect: stat.n <- stat.n, t.b
-- expect: stat.n <- t.id (filter)
-- expect: stat <- t.a, stat.n (condition)
-- expect: t.a <- v.b
-- expect: t.b <- v.a
