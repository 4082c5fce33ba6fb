-- expect: dbo.t.a <- "C:\data\y.csv".a
-- expect: dbo.t.b <- "https://acc.dfs.core.windows.net/c/x.parquet".b
-- table: dbo.t <- "C:\data\x.csv" (value)
bulk insert dbo.t from 'C:\data\x.csv' with (firstrow = 2);
insert into dbo.t (a) select a from openrowset(bulk 'C:\data\y.csv', single_clob) as r;
insert into dbo.t (b) select b from openrowset(
  bulk 'https://acc.dfs.core.windows.net/c/x.parquet?sig=SECRET', format = 'PARQUET') with (b int) as r;
