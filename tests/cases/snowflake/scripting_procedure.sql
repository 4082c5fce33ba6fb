-- Variables need a colon inside of SQL, and none in expressions; cursors and result sets are tables.
create table src (id int, amount number, kind varchar);
create table dst (id int, amount number, note varchar);
-- lines: 3 5-34
create or replace procedure load_all(p_kind varchar, amount number)
returns varchar
language sql
comment = 'begin insert into nowhere'
execute as caller
as
$$
declare
  total number default 0;
  c1 cursor for select id, kind from src where amount > 3;
  res resultset;
begin
  select sum(amount) into :total from src where kind = :p_kind;
  let note varchar := 'n' || total;
  if (total > 10 and exists (select 1 from flags)) then
    insert into dst (id, amount, note) select id, amount, :note from src;
  else
    insert into dst (amount) values (:amount);
  end if;
  for rec in c1 do
    let k varchar := rec.kind;
    update dst set note = :k where id = 1;
  end for;
  res := (select note from dst);
  return note;
exception
  when other then
    return sqlerrm;
end;
$$;
-- expect: DST.ID <- SRC.ID
-- expect: DST.AMOUNT <- SRC.AMOUNT
-- expect: DST.NOTE <- SRC.AMOUNT, SRC.KIND
-- expect: DST.NOTE <- SRC.KIND, SRC.AMOUNT (filter)
-- expect: DST <- SRC.AMOUNT, SRC.KIND, SRC.ID (condition)
-- table: DST <- FLAGS (condition)
-- expect: DST <- DST.ID (filter)
