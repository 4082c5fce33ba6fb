-- What a trigger's function puts into NEW goes into the row.
create table orders (id int, total numeric, note text);
create function fill() returns trigger language plpgsql as $$
begin
  new.total := (select sum(l.price) from lines l where l.order_id = new.id);
  return new;
end $$;
create trigger tr before insert or update on orders for each row execute function fill();
-- expect: orders.total <- lines.price
-- expect: orders.total <- lines.order_id (filter)
-- expect: orders.total <- orders.id (filter)
