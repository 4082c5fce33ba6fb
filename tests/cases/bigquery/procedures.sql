-- OUT parameters pass values to the caller's variables, through files.
-- file: p.sql
-- status: 3 partial: column or variable k2
CREATE OR REPLACE PROCEDURE ds.pick(IN k INT64, OUT best STRING, INOUT seen STRUCT<a INT64, b STRING>)
OPTIONS (strict_mode=FALSE, description="begin; end")
BEGIN
  -- begin if then
  DECLARE k2 INT64 DEFAULT k;
  SET best = (SELECT name FROM ds.src WHERE id = k2);
END;
-- file: q.sql
-- status: 5 partial: result of ds.pick
CREATE PROCEDURE `ds.run`()
BEGIN
  DECLARE found STRING;
  DECLARE n INT64 DEFAULT (SELECT MAX(id) FROM ds.ids);
  DECLARE s STRUCT<a INT64, b STRING>;
  CALL ds.pick(n, found, s);
  INSERT INTO ds.log (who) VALUES (found);
  CALL ds.run();
END;
-- expect: ds.log.who <- ds.src.name
-- expect: ds.log.who <- ds.src.id, ds.ids.id (filter)
-- file: script.sql
-- status: 3 partial: result of ds.pick
DECLARE w STRING;
DECLARE t STRUCT<a INT64, b STRING>;
CALL ds.pick(3, w, t);
CREATE TABLE ds.made AS SELECT w AS w;
EXECUTE IMMEDIATE CONCAT('select ', w) INTO w;
-- expect: ds.made.w <- ds.src.name
-- expect: ds.made.w <- ds.src.id (filter)
-- status: 5 refused: dynamic SQL
