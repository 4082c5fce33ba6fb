-- A computed column is made of what its expression reads, calls of functions included.
-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t.b <- dbo.s.x
-- expect: dbo.t.f <- dbo.t.a
-- expect: dbo.t.g <- dbo.t.b
-- expect: dbo.t.h <- dbo.t.a
-- expect: dbo.t.total <- dbo.t.a, dbo.t.b
-- file: f.sql
create function dbo.first_of (@a int, @b int) returns int as begin return @a end
-- file: t.sql
create table dbo.t (a int, b int, total as a + b, f as dbo.first_of(a, b) persisted, g as isnull(b, 0),
    index ix (a) where b is not null);
alter table dbo.t add h as (a * 2);
create table dbo.s (x int);
insert into dbo.t select x, x from dbo.s;
