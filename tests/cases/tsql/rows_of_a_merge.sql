-- The rows that a write inside FROM gives back go on.
-- expect: dbo.gone <- dbo.u.y (filter)
-- expect: dbo.gone.id <- dbo.u.t_id
-- expect: dbo.log <- dbo.t.id, dbo.u.t_id (join)
-- expect: dbo.log.id <- dbo.t.id
-- expect: dbo.t <- dbo.t.id, dbo.u.t_id (join)
-- expect: dbo.t.a <- dbo.u.y
-- expect: dbo.u <- dbo.u.y (filter)
-- reads: 3 dbo.t, dbo.t.id, dbo.u, dbo.u.t_id, dbo.u.y
-- writes: 3 dbo.log, dbo.log.act, dbo.log.id, dbo.t, dbo.t.a
create table dbo.t (id int, a int);
create table dbo.u (t_id int, y int);
insert into dbo.log (id, act)
select q.id, q.act from (
    merge dbo.t as t using dbo.u as u on t.id = u.t_id
    when matched then update set a = u.y
    output $action, inserted.id) as q (act, id)
where q.act = 'UPDATE';
insert into dbo.gone (id)
select d.id from (delete from dbo.u output deleted.t_id as id where y = 1) d;
