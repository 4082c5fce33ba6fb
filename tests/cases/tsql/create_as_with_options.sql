-- expect: dbo.z.a <- dbo.s.a
create table dbo.z with (distribution = hash(a), clustered columnstore index) as select a from dbo.s;
