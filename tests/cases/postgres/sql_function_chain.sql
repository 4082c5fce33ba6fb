-- A function of SQL over a function in PL/pgSQL over a function of SQL, file by file, in a view.
-- file: a.sql
-- status: 2 partial: column or variable k
create function low(k int) returns int language sql as $$ select min(v) from vals where grp = k $$;
-- file: b.sql
-- status: 2 partial: result of low
create function mid(k int) returns int language plpgsql as $$ declare r int; begin r := low(k); return r + 1; end $$;
-- file: c.sql
-- status: 1 partial: result of mid
create function high(k int, plain text) returns int return mid(k) * 2;
-- file: v.sql
-- status: 1 partial: result of high
create view v as select high(t.a, t.b) as x from t;
-- expect: v.x <- vals.v
-- expect: v.x <- vals.grp, t.a (filter)
-- no: v.x <- t.b
