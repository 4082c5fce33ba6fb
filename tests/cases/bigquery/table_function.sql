-- A table function's rows are its query's, with the arguments in it.
CREATE TABLE ds.src (id INT64, name STRING, day DATE);
CREATE OR REPLACE TABLE FUNCTION ds.since(from_day DATE, suffix STRING)
RETURNS TABLE<id INT64, label STRING>
AS SELECT id, CONCAT(name, suffix) FROM ds.src WHERE day >= from_day;
CREATE TABLE FUNCTION ds.starred(n INT64) AS (SELECT * FROM ds.src WHERE id > n);
CREATE TABLE ds.out1 AS
SELECT f.label, s.name FROM ds.since(DATE '2020-01-01', 'x') AS f JOIN ds.starred(3) AS s ON s.id = f.id;
-- expect: ds.out1.label <- ds.src.name
-- expect: ds.out1.name <- ds.src.name
-- expect: ds.out1 <- ds.src.id (filter, join)
-- expect: ds.out1 <- ds.src.day (filter)
-- status: 5 tables_only: table parameter
CREATE TABLE FUNCTION ds.of_table(t TABLE<id INT64>) AS (SELECT id FROM t);
