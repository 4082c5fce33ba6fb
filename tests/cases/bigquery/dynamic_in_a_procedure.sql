CREATE OR REPLACE PROCEDURE d.load(tab STRING, cols STRING)
BEGIN
  DECLARE q STRING;
  SET q = CONCAT('CREATE OR REPLACE TABLE d.x AS SELECT a, ', cols, ' FROM d.t');
  EXECUTE IMMEDIATE q;
  IF cols IS NULL THEN
    SET q = 'INSERT INTO d.y (a) SELECT a FROM d.t';
  ELSE
    SET q = 'INSERT INTO d.y (a) SELECT a FROM ' || tab;
  END IF;
  EXECUTE IMMEDIATE q;
END;
-- expect: d.x.a <- d.t.a
-- table: d.x <- d.t (value)
-- expect: d.y.a <- d.t.a
-- status: 4 partial: dynamic SQL; unknown columns
-- status: 8 partial: dynamic SQL
