-- expect: s.a <- t.a
create table t (a Int32) engine=Memory; create table s (a Int32) engine=Memory;
alter table t move partition '2020' to table s;
