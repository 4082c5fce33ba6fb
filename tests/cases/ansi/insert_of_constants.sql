insert into t values (1, 2), (3, 4);
insert into t select 1, 'x';
-- table: t <- s (value)
-- status: 3 partial: columns of t unknown: named by position
insert into t values (1, (select max(a) from s));
