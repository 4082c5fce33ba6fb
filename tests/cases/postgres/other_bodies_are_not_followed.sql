-- status: 1 tables_only: routine body not followed
create function f(a int) returns int language sql as $$ select a from t $$;
-- status: 2 tables_only: routine body not followed
create function g() returns int language plpython3u as $$ return plpy.execute("select a from t") $$;
-- status: 3 tables_only: routine body not followed
create function h(a int) returns int language plpgsql as $$
#variable_conflict use_column
begin
  insert into w (a) select a from t;
end $$;
-- expect: v.a <- t.a
create view v as select a from t;
