-- expect: t1.a <- s1.a
create table #x (a int)
go
insert into #x select a from s1
go
insert into t1 (a) select a from #x
go
