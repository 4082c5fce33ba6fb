IF NOT EXISTS (SELECT 1 FROM sys.objects WHERE name = N'load')
BEGIN
EXEC dbo.sp_executesql @statement = N'CREATE PROCEDURE dbo.load @d date AS
BEGIN
  INSERT INTO dbo.x (a, d)
  SELECT a, @d FROM dbo.t WHERE n = ''it''''s'';
END'
END
GO
DECLARE @day date;
SELECT @day = d FROM dbo.calendar;
EXEC dbo.load @d = @day;
-- lines: 2 5-6
-- expect: dbo.x.a <- dbo.t.a
-- expect: dbo.x <- dbo.t.n (filter)
-- expect: dbo.x.d <- dbo.calendar.d
