-- RETURN holds an expression or a query.
create table main.d.person (id int, name string, x string);
create function main.d.mask(x string) returns string comment 'return select' return case when is_member('a') then x else '*' end;
create function main.d.name_of(pid int default 3) returns string return select first(name) from main.d.person where id = pid;
create function main.d.people(x string) returns table (who string) return select p.name from main.d.person p where p.x = people.x;
create table main.d.o (pid int, s string);
create view main.d.v as select main.d.mask(o.s) as m, main.d.name_of(o.pid) as n, f.who
from main.d.o o, lateral main.d.people(o.s) f;
-- expect: main.d.v.m <- main.d.o.s
-- expect: main.d.v.n <- main.d.person.name
-- expect: main.d.v.n <- main.d.person.id, main.d.o.pid (filter)
-- expect: main.d.v.who <- main.d.person.name
-- expect: main.d.v <- main.d.person.x, main.d.o.s (filter)
