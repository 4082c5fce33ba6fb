-- A comment between two words parts no statement: behind AS, UNION, FOR, THEN and before what takes rows.
-- expect: dbo.v.a <- dbo.t.a, dbo.u.b
-- expect: dbo.w.a <- dbo.t.a
-- expect: dbo.t <- dbo.t.a, dbo.u.b (join)
-- expect: dbo.t.a <- dbo.u.b
-- expect: dbo.x.a <- dbo.t.a
-- lines: 1 11-17
-- lines: 3 22-23
-- lines: 4 24-25
-- lines: 5 26-33
create view dbo.v
as -- what it is
-- select it's
select a from dbo.t -- one
union all -- two
/* select */
select b as a from dbo.u
go
create view dbo.w as /* a (view) */ select a from dbo.t
go
-- loads
declare c cursor for -- rows
select a from dbo.t
insert into dbo.x (a) -- into
select a from dbo.t
merge dbo.t as t -- target
using dbo.u as u
on t.a = u.b -- key
when matched then -- there
update -- it
set a = u.b
when not matched then -- not there
insert (a) values (u.b);
