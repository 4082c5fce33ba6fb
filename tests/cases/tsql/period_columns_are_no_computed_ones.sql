-- GENERATED ALWAYS AS ROW START computes nothing, whatever else the table declares.
-- expect: dbo.t.total <- dbo.t.a
create table dbo.t (id int constraint d default (next value for dbo.seq), a int, total as a * 2,
    vf datetime2 (7) generated always as row start not null, vt datetime2 (7) generated always as row end not null,
    constraint pk primary key clustered (id asc), index ix (a) where a is not null,
    period for system_time (vf, vt)) with (system_versioning = on (history_table = dbo.t_old));
