-- The function alone does not know whose rows NEW has; the trigger does.
-- expect: audit.a <- t.a
-- expect: audit.who <- people.name
-- expect: audit <- people.id (filter)
create function note() returns trigger language plpgsql as $$
begin
  insert into audit (a, who) select new.a, p.name from people p where p.id = 1;
  return new;
end $$;
create trigger tr after insert on t for each row execute function note();
