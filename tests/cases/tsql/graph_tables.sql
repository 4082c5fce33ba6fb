-- AS NODE and AS EDGE make columns; MATCH joins by them.
-- expect: dbo.friend.$from_id <- dbo.person.id, dbo.s.a (filter)
-- expect: dbo.friend.$from_id <- dbo.person.$node_id
-- expect: dbo.friend.$to_id <- dbo.person.id, dbo.s.b (filter)
-- expect: dbo.friend.$to_id <- dbo.person.$node_id
-- expect: dbo.friend.since <- dbo.s.day
-- expect: dbo.v <- dbo.friend.$from_id, dbo.friend.$to_id, dbo.person.$node_id, dbo.person.id (filter)
-- expect: dbo.v.name <- dbo.person.name
-- expect: dbo.w <- dbo.friend.$from_id, dbo.friend.$to_id, dbo.person.$node_id (filter)
-- expect: dbo.w.name <- dbo.person.name
create table dbo.person (id int, name varchar(10)) as node;
create table dbo.friend (since date) as edge;
create table dbo.likes as edge;
insert into dbo.person select 1, 'x';
insert into dbo.friend ($from_id, $to_id, since)
select (select $node_id from dbo.person where id = s.a), (select $node_id from dbo.person where id = s.b), s.day from dbo.s;
select b.name into dbo.v from dbo.person a, dbo.friend, dbo.person b where match(a-(friend)->b) and a.id = 1;
select a.name into dbo.w from dbo.person a, dbo.friend as f, dbo.person b where match(a<-(f)-b);
-- no: dbo.person <- node
