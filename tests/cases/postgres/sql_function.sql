-- A function of SQL is followed: parameters by name (a column wins) and by number, functions of other files.
-- file: f.sql
create table person (id int, name text, kind text);
create table orders (id int, person_id int, note text, kind text);
create function name_of(pid int, kind text) returns text language sql stable as $$
  select name || kind from person where id = pid -- a comment; from nowhere
$$;
create function glued(text, int, timestamp with time zone) returns text as 'select $1 || ''from x''' language sql;
create function plain(a text, b text) returns text return upper(a);
-- file: v.sql
create view v as
select name_of(o.person_id, o.note) as who, glued(o.note, o.id, now()) as g, plain(o.kind, o.note) as p
from orders o;
-- expect: v.who <- person.name
-- expect: v.who <- person.kind
-- expect: v.who <- person.id (filter)
-- expect: v.who <- orders.person_id (filter)
-- expect: v.g <- orders.note
-- expect: v.p <- orders.kind
