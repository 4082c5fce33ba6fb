-- An element's field carries the collection's; counts, indexes and attributes carry nothing.
-- file: ddl.sql
create table src (id number, amount number);
create table tgt (id number, amount number);
create table ids (id number, n number);
create table col (v number);
-- file: p.sql
-- expect: TGT.ID <- SRC.ID
-- expect: TGT.AMOUNT <- SRC.AMOUNT
-- expect: IDS.ID <- SRC.ID
-- expect: IDS <- IDS.ID, SRC.ID (filter)
-- expect: COL.V <- SRC.ID
create procedure p is
  type t_rows is table of src%rowtype index by pls_integer;
  type t_ids is table of number;
  l_rows t_rows;
  l_ids t_ids := t_ids();
  cursor c is select id, amount from src;
begin
  open c;
  loop
    fetch c bulk collect into l_rows limit 100;
    exit when l_rows.count = 0;
    forall i in 1 .. l_rows.count save exceptions
      insert into tgt (id, amount) values (l_rows(i).id, l_rows(i).amount);
  end loop;
  select id bulk collect into l_ids from src;
  forall i in indices of l_ids
    insert into ids (id, n) values (l_ids(i), l_ids.count);
  forall j in l_ids.first .. l_ids.last
    delete from ids where id = l_ids(j);
  insert into col (v) select column_value from table(l_ids);
  l_ids.extend(2);
  l_ids.delete;
end;
/
