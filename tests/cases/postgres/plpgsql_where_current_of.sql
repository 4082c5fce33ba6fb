-- The rows that a cursor is at are those that its query chose.
-- expect: t <- t.state (filter)
-- status: 4 partial: unknown cursor other
do $$
declare c cursor for select id from t where state = 1 for update;
begin
  open c;
  delete from t where current of c;
  update t set state = 2 where current of other;
end $$;
