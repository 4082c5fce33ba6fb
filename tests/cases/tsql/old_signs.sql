-- Signs and clauses of older days.
-- expect: dbo.v1 <- dbo.s.c, dbo.t.a (filter)
-- expect: dbo.v1 <- dbo.s.id, dbo.t.id (join)
-- expect: dbo.v1.p <- dbo.t.b
-- expect: dbo.v2.j <- dbo.t.a, dbo.t.b
-- reads: 5 dbo.t, dbo.t.a
create table dbo.t (id int, a int, b date);
create table dbo.s (id int, c int);
select parse(t.b as date using 'en-US') as p into dbo.v1 from {oj dbo.t left outer join dbo.s on t.id = s.id} where t.a !< 1 and s.c !> 2;
select json_array(a, b absent on null) as j into dbo.v2 from dbo.t;
select a from dbo.t order by a compute sum(a) by a;
