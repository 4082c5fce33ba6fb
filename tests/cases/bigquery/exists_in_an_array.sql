-- Whether an array has elements, and how many, is what the array decides.
create table d.t (id int64, arr array<string>);
create table d.u (id int64, n int64);
create table d.v (id int64, n int64);
insert into d.u (id) select id from d.t where exists (select 1 from unnest(t.arr));
insert into d.v (id, n) select id, (select count(*) from unnest(t.arr)) from d.t;
-- expect: d.u.id <- d.t.id
-- expect: d.u <- d.t.arr (filter)
-- expect: d.v.id <- d.t.id
-- expect: d.v.n <- d.t.arr
