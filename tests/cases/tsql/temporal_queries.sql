-- FOR SYSTEM_TIME reads the same table at another time.
-- expect: dbo.v1 <- dbo.t.id (filter)
-- expect: dbo.v1.a <- dbo.t.a
-- expect: dbo.v2.a <- dbo.t.a
-- expect: dbo.v3.a <- dbo.t.a
-- expect: dbo.v3.vf <- dbo.t.vf
-- expect: dbo.v4.a <- dbo.t.a
create table dbo.t (id int, a int, vf datetime2 generated always as row start hidden, vt datetime2 generated always as row end hidden,
    period for system_time (vf, vt)) with (system_versioning = on (history_table = dbo.t_history));
select h.a into dbo.v1 from dbo.t for system_time as of '2020-01-01' as h where h.id = 1;
select a into dbo.v2 from dbo.t for system_time between '2020-01-01' and '2021-01-01';
select a, vf into dbo.v3 from dbo.t for system_time all;
select x.a into dbo.v4 from dbo.t for system_time contained in ('2020', '2021') x;
