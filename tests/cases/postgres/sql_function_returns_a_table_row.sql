-- SETOF a table, star and all; VARIADIC and unnamed parameters; a void function writes.
create table person (id int, name text);
create function people(int) returns setof person language sql as $$ select * from person where id > $1 $$;
create function note(variadic names text[]) returns void language sql as $$ insert into log (n) select unnest(names); $$;
create view v as select p.name as n from people(3) p;
create table src (x text);
select note(x) from src;
-- expect: v.n <- person.name
-- expect: v <- person.id (filter)
-- expect: log.n <- src.x
