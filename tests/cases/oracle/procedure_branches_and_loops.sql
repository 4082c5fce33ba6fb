-- Every branch may have run; a loop may have gone round; conditions decide.
-- file: ddl.sql
create table a (x number);
create table b (x number);
create table c (x number);
create table t (v number);
create table u (v number);
create table w (v number);
-- file: p.sql
-- expect: T.V <- A.X, B.X
-- expect: U.V <- C.X
-- expect: W.V <- A.X, B.X, C.X
-- expect: W <- A.X, B.X, C.X (condition)
create procedure p (kind number) is
  v number; old_v number;
begin
  if kind = 1 then
    select x into v from a;
  elsif kind = 2 then
    select x into v from b;
  else
    v := null;
  end if;
  insert into t values (v);
  while kind < 10 loop
    old_v := v;
    select x into v from c;
    insert into u values (v);
    case when old_v > 1 then
      insert into w values (old_v);
    end case;
  end loop;
end;
/
