-- Quoted and bracketed names, ON CONFLICT, a trigger without a WHEN, one on a view's update.
create table "Main Table" (id integer, [the value] text);
create table hist (id integer, was text, n integer);
create table if not exists counts (k integer primary key, n integer);
create trigger if not exists main.tr_del before delete on "Main Table"
begin
  insert into hist (id, was) select old.id, old.[the value];
  insert into counts (k, n) values (old.id, 1) on conflict (k) do update set n = n + excluded.n;
  delete from hist where hist.id = old.id and hist.n < (select min(n) from counts);
end;
-- expect: hist.id <- "main table".id
-- expect: hist.was <- "main table"."the value"
-- expect: counts.k <- "main table".id
-- expect: counts.n <- counts.n
-- expect: hist <- hist.id, hist.n, "main table".id, counts.n (filter)
