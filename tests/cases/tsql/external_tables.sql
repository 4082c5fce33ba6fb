-- expect: dbo.f.a <- dbo.s.a
-- expect: ds:/q/.a <- dbo.f.a
-- table: dbo.e <- ds:/p/ (value)
create external table dbo.e (a int) with (location = '/p/', data_source = ds, file_format = ff);
create external table dbo.f with (location = '/q/', data_source = ds, file_format = ff) as select a from dbo.s;
