-- READTEXT, WRITETEXT and UPDATETEXT read and write a column.
-- reads: 2 dbo.t, dbo.t.a
-- writes: 3 dbo.t, dbo.t.a
-- writes: 4 dbo.t, dbo.t.a
create table dbo.t (id int, a text);
readtext dbo.t.a @p 0 10
writetext dbo.t.a @p 'x'
updatetext bulk dbo.t.a @p 0 null 'x'
