-- Expectations of a pipeline's table say which rows it keeps; of names they say nothing.
-- expect: clean.day <- raw.day
-- expect: clean.id <- raw.id
-- expect: clean <- raw.id (filter)
-- expect: counts.id <- clean.id
create table raw (id int, day date);
create or refresh streaming table clean (
  constraint known expect (id is not null) on violation drop row,
  constraint late expect (day > '2020-01-01') on violation fail update
) as select id, day from stream(raw);
create or refresh live table counts (id, constraint one expect (id > 0)) as select id from clean;
