-- FOR JSON makes one value of the rows of a subquery.
-- expect: dbo.v.id <- dbo.t.id
-- expect: dbo.v.js <- dbo.s.t_id, dbo.t.id (filter)
-- expect: dbo.v.js <- dbo.s.d (order)
-- expect: dbo.v.js <- dbo.s.d
create table dbo.t (id int);
create table dbo.s (t_id int, d int);
select id, (select s.d from dbo.s where s.t_id = t.id order by s.d for json path) as js into dbo.v from dbo.t;
