-- status: 1 partial: body in plpython3u
create function g() returns int language plpython3u as $$ return plpy.execute("select a from t") $$;
-- status: 2 tables_only: routine body not followed
create function h(a int) returns int language plpgsql as $$
begin
  insert into w (a) select a from t;
  end if;
end $$;
-- status: 3 tables_only: not understood
create function broken(a int) returns int return where where;
create function c_function(a int, b int) returns int as 'lib.so', 'symbol' language c strict;
-- expect: v.a <- t.a
create view v as select c_function(t.a, 1) as a from t;
