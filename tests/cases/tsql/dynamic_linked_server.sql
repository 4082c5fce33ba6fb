EXEC (N'INSERT INTO sales.dbo.x (a) SELECT a FROM dbo.t') AT far;
-- status: 1 partial: remote query read as standard SQL
-- expect: far.sales.dbo.x.a <- far.dbo.t.a
