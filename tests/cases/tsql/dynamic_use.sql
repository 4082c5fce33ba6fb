-- USE counts up to the end of the text.
EXEC (N'USE sales; INSERT INTO x (a) SELECT a FROM dbo.t');
INSERT INTO y (a) SELECT a FROM z;
DECLARE @db sysname = DB_NAME();
EXEC (N'USE [' + @db + N']; INSERT INTO lake.dbo.k (a) SELECT a FROM z');
-- expect: sales.dbo.x.a <- sales.dbo.t.a
-- expect: y.a <- z.a
-- status: 6 partial: dynamic SQL
-- writes: 6 lake.dbo.k, lake.dbo.k.a
