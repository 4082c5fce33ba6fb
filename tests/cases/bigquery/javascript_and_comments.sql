-- Text of another language is no SQL, whatever it says.
CREATE TEMP FUNCTION js(a STRING, b ARRAY<STRUCT<k STRING, v INT64>>)
RETURNS STRUCT<x STRING, y INT64>
LANGUAGE js
AS '''
  /* create table nowhere as select * from t; */ // from x
  return a; // """ ' "
''';
CREATE TABLE ds.t AS SELECT js(s.p, s.q).x AS x FROM ds.s AS s;
-- expect: ds.t.x <- ds.s.p, ds.s.q
