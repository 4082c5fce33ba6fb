-- `$20.00` is an amount of money.
-- expect: dbo.t.b <- dbo.s.b
insert into dbo.t (a) values ($20.00), ($8000), (-$5);
insert into dbo.t (a, b) select $1.5 * 2, b from dbo.s;
