CREATE FUNCTION d.mask AS 'com.example.Mask' USING JAR 'hdfs:///x.jar';
CREATE TEMPORARY FUNCTION hide AS 'com.example.Hide';
CREATE TABLE t AS SELECT d.mask(s.a, s.b) AS m, hide(s.c) AS h FROM s;
-- expect: t.m <- s.a, s.b
-- expect: t.h <- s.c
