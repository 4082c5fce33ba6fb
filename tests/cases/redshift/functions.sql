create function f_sql(float, float) returns float stable as $$ select case when $1 > $2 then $1 else 0 end $$ language sql;
create function f_py(x float, y float) returns float stable as $$ return x $$ language plpythonu;
create view v as select f_sql(s.a, s.b) as m, f_py(s.a, s.b) as p from s;
-- expect: v.m <- s.a
-- expect: v.m <- s.b, s.a (condition)
-- expect: v.p <- s.a, s.b
