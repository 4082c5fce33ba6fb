-- A name that each round of a loop reads from a table is not known; what the others hold is.
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT tablename, owner FROM pg_tables LOOP
    EXECUTE 'INSERT INTO log (n, o) SELECT count(*), ' || quote_literal(r.owner) || ' FROM ' || quote_ident(r.tablename);
    EXECUTE 'INSERT INTO seen (o) VALUES (' || quote_literal(r.owner) || ')';
  END LOOP;
END
$$;
-- expect: log <- pg_tables.owner, pg_tables.tablename (condition)
-- expect: seen <- pg_tables.owner, pg_tables.tablename (condition)
-- expect: log.o <- pg_tables.owner
-- expect: seen.o <- pg_tables.owner
-- status: 2 partial: dynamic SQL
