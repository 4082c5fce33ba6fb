-- A text runs a text.
EXEC (N'DECLARE @s nvarchar(100) = N''INSERT INTO x (a) SELECT a FROM t''; EXEC (@s)');
EXEC sp_executesql N'EXEC (N''INSERT INTO y (a) SELECT a FROM '' + @n)', N'@n sysname', @n = N't';
EXEC (N'EXEC (N''EXEC (N''''EXEC (N''''''''EXEC (N''''''''''''''''SELECT a FROM t'''''''''''''''')'''''''')'''')'')');
-- expect: x.a <- t.a
-- expect: y.a <- t.a
-- status: 4 refused: dynamic SQL
