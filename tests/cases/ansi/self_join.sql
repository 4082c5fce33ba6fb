-- expect: v.worker <- staff.name
-- expect: v.boss <- staff.name
-- expect: v <- staff.boss_id, staff.id (join)
create view v as select a.name as worker, b.name as boss from staff a left join staff b on a.boss_id = b.id;
