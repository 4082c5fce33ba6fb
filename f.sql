create table t (a int, b int); create table w (x int);
create function f(q text) returns void language plpgsql as $$
begin
  if (select a from t) > 0 then insert into w select b from t; end if;
  perform g();
  insert into w select 1;
  call h(1);
end $$;
create function g() returns void language plpgsql as $$
begin
  perform h2();
end $$;
