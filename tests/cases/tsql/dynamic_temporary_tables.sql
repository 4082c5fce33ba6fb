-- A text sees the temporary tables around it; those that it makes are gone behind it.
SELECT a INTO #seen FROM src;
EXEC (N'SELECT a INTO #made FROM #seen; INSERT INTO x (a) SELECT a FROM #made');
INSERT INTO y (a) SELECT a FROM #made;
-- expect: x.a <- src.a
-- status: 5 partial: unknown temporary table #made
