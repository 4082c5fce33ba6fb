-- The client's EXECUTE calls a routine; no text is run.
BEGIN
  EXECUTE IMMEDIATE 'INSERT INTO x (a) SELECT a FROM t';
END;
/
EXECUTE load_all
-- expect: X.A <- T.A
