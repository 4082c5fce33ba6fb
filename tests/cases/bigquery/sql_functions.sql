-- Functions of one expression: a column wins over a parameter; lambdas, structs and qualified names in backticks.
-- file: udf.sql
CREATE TABLE ds.codes (code STRING, label STRING, x STRING);
CREATE OR REPLACE FUNCTION ds.label_of(x STRING, m STRUCT<k STRING, v ARRAY<STRUCT<a INT64, b STRING>>>) RETURNS STRING AS (
  (SELECT ANY_VALUE(label) FROM ds.codes WHERE code = m.k AND x = 'from y')
) OPTIONS (description="""as (select nothing from nowhere)""");
CREATE FUNCTION ds.deep(m ANY TYPE) AS (STRUCT(m.a.b AS x, m.a.c.d AS y));
CREATE FUNCTION `ds`.twice(x ANY TYPE) AS (CONCAT(x, x));
CREATE FUNCTION ds.js(a STRING, b STRING) RETURNS STRING LANGUAGE js OPTIONS (library="gs://x") AS r"""
  return a + "select * from t";
""";
CREATE FUNCTION ds.far(a STRING) RETURNS STRING REMOTE WITH CONNECTION `p.l.c` OPTIONS (endpoint='https://x');
-- file: q.sql
CREATE TABLE ds.t (a STRING, b STRING, s STRUCT<k STRING>);
CREATE VIEW ds.v AS
SELECT ds.label_of(t.a, t.s) AS label, `ds.twice`(t.b) AS two, ds.js(t.a, t.b) AS j, ds.far(t.a) AS f, ds.deep(t) AS d
FROM ds.t AS t;
-- expect: ds.v.label <- ds.codes.label
-- expect: ds.v.label <- ds.codes.code, ds.codes.x, ds.t.s (filter)
-- expect: ds.v.two <- ds.t.b
-- expect: ds.v.j <- ds.t.a, ds.t.b
-- expect: ds.v.f <- ds.t.a
-- expect: ds.v.d <- ds.t.a
