-- expect: json.j <- t.a, t.b
-- expect: json.k <- t.d
-- expect: off <- t.d (order)
-- expect: off.a <- t.a
-- expect: q.x <- t.a
-- expect: q.y <- t.b
-- expect: q.z <- t.d
-- expect: ty.g <- t.a
-- expect: v <- t.d (order)
-- expect: v.a <- t.a
-- expect: v.co <- t.b
-- expect: v.dd <- t.d
-- expect: v.nx <- t.b
-- expect: v.select <- t.a
-- expect: w <- t.a (filter)
-- expect: w.a <- t.a
-- expect: w.b <- t.b
-- expect: w.d <- t.d
-- expect: wg.s <- t.a
-- expect: wg.s <- t.b, t.d (window)
-- expect: x.a <- t.a
-- expect: x.bt <- t.a
-- expect: x.m <- t.a
-- expect: x.nt <- t.a
-- expect: x.u <- t.b
-- expect: y <- t.a (join)
-- expect: y.a <- t.a
-- expect: z.a <- t.a
create table t (a int, b nvarchar(10), d datetime);
go
create view v as select top 10 with ties a, N'x' + b as nx, b collate Latin1_General_CI_AS as co, [t].[d] as dd, t.a as [select] from t with (nolock, index(ix)) order by d;
go
create view w as select top (5) percent * from t for system_time as of '2020-01-01' as h where h.a > 0;
go
create view x as select a, {fn ucase(b)} as u, {d '2020-01-01'} as lit, a % 2 as m, a & 1 as bt, ~a as nt, @@rowcount as rc from dbo.t;
go
create view y as select t1.a from t t1 inner hash join t t2 on t1.a = t2.a option (maxdop 1);
go
create view z as select a, row_number() over (order by (select null)) as rn, next value for dbo.s as nv from t;
go
create view q as select * from t as t1 (x, y, z);
go
create view json as select (select t.a, t.b from t for json path) as j, (select d from t for xml path('')) as k;
go
create view off as select a from t order by d offset 5 rows fetch next 10 rows only;
go
go
create view ty as select geography::Point(a, a, 4326) as g, hierarchyid::GetRoot() as h from t;
go
create view wg as select sum(a) over w as s from t window w as (partition by b order by d);
go
