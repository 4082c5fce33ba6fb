-- Only the column's whole name is followed into an alias.
create table t (a int, ab int);
create view p as select columns('(a)b?') as '\1_x' from t;
create view q as select columns('ab?') as 'x_\0' from t;
-- expect: q.x_a <- t.a
-- expect: q.x_ab <- t.ab
-- table: p <- t (value)
-- status: 2 partial: column without a name; names made by a pattern
