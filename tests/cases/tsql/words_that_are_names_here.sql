-- Words that other dialects keep for themselves, and some that mean something in their place alone, as bare names.
-- expect: dbo.a <- dbo.t.interval, dbo.t.language (filter)
-- expect: dbo.a <- dbo.t.offset (order)
-- expect: dbo.a.output <- dbo.t.output
-- expect: dbo.a.lock <- dbo.t.window
-- expect: dbo.a.z <- dbo.t.interval, dbo.t.regexp
-- expect: dbo.b.language <- dbo.t.language
-- expect: dbo.b.exclude <- dbo.t.lock
-- expect: dbo.t <- dbo.t.window (filter)
-- expect: dbo.t.interval <- dbo.t.interval
-- expect: dbo.log.id <- dbo.t.id
-- expect: dbo.log <- dbo.t.window (filter)
-- dataset: dbo.t table (id, language, exclude, lock, output, window, offset, interval, regexp)
create table dbo.t (id int, Language nvarchar(10), Exclude bit not null, Lock int, Output int, Window int, Offset int,
    Interval int, Regexp int)
go
insert into dbo.a (Output, Lock, z) select Output, t.Window, Interval + t.Regexp from dbo.t
where Language = 'x' and Interval > 1 order by Offset offset 5 rows fetch next 2 rows only
insert dbo.b (id, Language, Exclude) select 1, Language, Lock from dbo.t
update dbo.t set Interval = Interval + 1 output inserted.id into dbo.log (id) where Window is null
select sum(id) over w from dbo.t window w as (partition by Output)
