-- A sum of money is no column.
-- expect: dbo.v <- dbo.t.a, dbo.t.b (filter)
-- expect: dbo.v.c <- dbo.t.a
-- expect: dbo.v.d <- dbo.t.b
create table dbo.t (a money, b money);
insert into dbo.t values ($19.99, -$5);
select $2000 + a as c, $.5 * b as d into dbo.v from dbo.t where a > $10.25 and b < £3;
