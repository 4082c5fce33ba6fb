-- Functions in CHECK and DEFAULT are called by the table's definition.
-- writes: 1 dbo.t
-- calls: 1 dbo.is_fine, dbo.next_id
-- writes: 2 dbo.u
-- calls: 2 dbo.is_fine, dbo.next_id
-- writes: 3 dbo.t
-- calls: 3 dbo.is_fine
-- writes: 4 dbo.t
-- calls: 4 dbo.other
create table dbo.t (id int default (dbo.next_id()), b int, constraint ck check (b > 0 and dbo.is_fine(b) = 1));
create table dbo.u (id int default (dbo.next_id()), index ix (id) where id is not null, check (dbo.is_fine(id) = 1));
alter table dbo.t with check add constraint c2 check (dbo.is_fine(id) = 1);
alter table dbo.t add constraint d2 default dbo.other() for b;
