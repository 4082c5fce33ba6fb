-- expect: a.x <- b.x
-- expect: b.x <- a.x
create table a (x Int32) engine=Memory; create table b (x Int32) engine=Memory; exchange tables a and b;
