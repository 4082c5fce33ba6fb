-- A procedure's value goes through another one's, file by file; session variables too.
-- file: a.sql
create procedure low(g int) returns int language sql as $$ begin return (select min(v) from vals where grp = :g); end; $$;
-- file: b.sql
create procedure twice(g int) returns int language sql as
$$
declare r int;
begin
  call low(:g) into :r;
  return r * 2;
end;
$$;
-- file: c.sql
create table t (a int);
begin
  let k int := (select max(g) from groups);
  let r int;
  call twice(:k) into :r;
  insert into t (a) values (:r);
end;
-- expect: T.A <- VALS.V
-- expect: T.A <- VALS.GRP, GROUPS.G (filter)
