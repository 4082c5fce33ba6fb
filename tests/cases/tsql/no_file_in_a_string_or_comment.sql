/* bulk insert t from 'x.csv' */ select 'bulk insert t from ''x.csv''' as a into #t; -- copy into t
