-- expect: t.a <- "x.csv".a
select a into #x from openrowset(bulk 'x.csv', formatfile = 'f.fmt') as b;
insert into t (a) select a from #x;
