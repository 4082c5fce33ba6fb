-- Which tables is in the data: nothing but what is written is certain.
BEGIN
  FOR r IN (SELECT table_name FROM user_tables) LOOP
    EXECUTE IMMEDIATE 'DROP TABLE ' || r.table_name;
    EXECUTE IMMEDIATE 'INSERT INTO log (n) SELECT ''' || r.table_name || ''' FROM ' || r.table_name;
  END LOOP;
END;
/
-- expect: LOG.N <- USER_TABLES.TABLE_NAME
-- expect: LOG <- USER_TABLES.TABLE_NAME (condition)
-- status: 2 refused: dynamic SQL
-- status: 3 partial: dynamic SQL
