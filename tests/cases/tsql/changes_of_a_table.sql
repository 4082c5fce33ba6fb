-- CHANGETABLE gives rows of its own about a table.
-- expect: dbo.v <- dbo.t.id (join)
-- expect: dbo.v.a <- dbo.t.a
-- status: 2 partial: rows of CHANGETABLE
-- reads: 2 dbo.t, dbo.t.a, dbo.t.id
-- writes: 2 dbo.v, dbo.v, dbo.v.a, dbo.v.sys_change_operation
create table dbo.t (id int, a int);
select c.sys_change_operation, t.a into dbo.v from changetable(changes dbo.t, @since) as c join dbo.t on t.id = c.id;
