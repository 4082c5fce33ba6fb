-- expect: d.a <- d.t.day (group)
-- expect: d.a.day <- d.t.day
-- expect: d.a.place <- d.t.place
-- expect: d.b.day <- d.t.day
-- expect: d.b.place <- d.t.place
-- status: 3 partial: GROUP BY ALL not followed
create table d.t (day date, place string);
create view d.a as select day, lib.last_one(array_agg(place)) as place from d.t group by all;
create view d.b as select day, lib.last_one(place) as place from d.t group by all;
