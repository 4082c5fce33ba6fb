-- expect: u.b <- T.A
-- status: 3 partial: unknown column a
create table T (A Int32) engine=Memory; insert into u (b) select A from T; insert into u (c) select a from T;
