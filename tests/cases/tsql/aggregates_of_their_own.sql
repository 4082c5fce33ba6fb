-- STRING_AGG, GROUPING SETS, TOP WITH TIES, AT TIME ZONE and their like.
-- expect: dbo.v1 <- dbo.t.a (group)
-- expect: dbo.v1.a <- dbo.t.a
-- expect: dbo.v1.l <- dbo.t.b
-- expect: dbo.v1.l <- dbo.t.c (window)
-- expect: dbo.v2 <- dbo.t.c (order)
-- expect: dbo.v2.b <- dbo.t.b
-- expect: dbo.v2.z <- dbo.t.d
-- expect: dbo.v3.a <- dbo.t.a
-- expect: dbo.v3.s <- dbo.t.c
-- expect: dbo.v3.s <- dbo.t.a, dbo.t.d (window)
create table dbo.t (a int, b varchar(10), c int, d datetime);
select a, string_agg(b, ',') within group (order by c desc) as l into dbo.v1 from dbo.t group by grouping sets ((a), ());
select top (3) with ties b, d at time zone 'UTC' at time zone 'CET' as z into dbo.v2 from dbo.t order by c;
select a, sum(c) over (partition by a order by d rows unbounded preceding) as s into dbo.v3 from dbo.t;
