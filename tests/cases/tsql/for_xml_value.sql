-- A value that a method is asked of is made of all that stands in front of the dot.
-- expect: dbo.joined.names <- dbo.lines.name
-- expect: dbo.joined.names <- dbo.lines.at (order)
-- expect: dbo.joined.names <- dbo.lines.order_id, dbo.orders.id (filter)
-- expect: dbo.joined.doc <- dbo.orders.doc
-- expect: dbo.joined.far <- dbo.orders.x, dbo.orders.y, dbo.orders.place
create table dbo.orders (id int, doc nvarchar(max), x float, y float, place geography);
create table dbo.lines (order_id int, name varchar(10), at int);
select
    stuff((select ', ' + l.name from dbo.lines l where l.order_id = o.id order by l.at
           for xml path(''), type).value('.', 'nvarchar(max)'), 1, 2, '') as names,
    cast(o.doc as xml) .query('/a').value('(/a)[1]', 'int') as doc,
    geography::Point(o.x, o.y, 4326).STDistance(o.place) as far
into dbo.joined
from dbo.orders o;
-- no: joined.names <- dbo.orders.doc
