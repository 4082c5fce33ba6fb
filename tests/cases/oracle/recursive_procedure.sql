-- A call of itself is followed once: what it reads then is what was found before.
-- expect: NODES_SEEN.ID <- NODES.ID
-- expect: NODES_SEEN.ID <- NODES.PARENT, NODES.ID (filter)
-- status: 2 partial: column or variable P_ID
-- status: 3 partial: column or variable P_ID
-- status: 4 partial: column or variable P_ID
create procedure walk_ (p_id number) is
begin
  for r in (select n.id from nodes n where n.parent = p_id) loop
    insert into nodes_seen (id) values (r.id);
    walk_ (r.id);
  end loop;
end;
/
-- expect: NODES_SEEN <- NODES.ID, NODES.PARENT (condition)
