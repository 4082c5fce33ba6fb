-- expect: t.a <- s.a
create table t (a Int32) engine=Memory; create table s (a Int32) engine=Memory;
alter table t attach partition '2020' from s;
