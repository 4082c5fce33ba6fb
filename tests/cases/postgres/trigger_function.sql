-- The rows of a trigger's table have no name here; the trigger itself only calls.
-- status: 2 partial: rows of a trigger's table
-- expect: audit.who <- people.name
-- expect: audit <- people.id (filter)
create function note() returns trigger language plpgsql as $$
begin
  insert into audit (a, who) select new.a, p.name from people p where p.id = 1;
  return new;
end $$;
create trigger tr after insert on t for each row execute function note();
