-- After a block its variables hold what it gave them, or what a handler did.
-- file: ddl.sql
create table a (x number);
create table b (x number);
create table t (v number);
create table errors_ (v number);
-- file: p.sql
-- expect: ERRORS_.V <- A.X
-- status: 4 partial: GOTO not followed
-- expect: T.V <- A.X, B.X
create procedure p is
  v number;
  e_bad exception;
  pragma exception_init (e_bad, -1);
begin
  begin
    select x into v from a;
    <<again>>
    raise e_bad;
    goto again;
  exception
    when no_data_found or e_bad then
      insert into errors_ values (v);
      select x into v from b;
    when others then null;
  end;
  insert into t values (v);
end;
/
