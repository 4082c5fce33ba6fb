-- expect: f.a <- srv.p.s.a
-- expect: f.b <- srv.p.s.b
-- table: g <- "/data/x.csv" (value)
create foreign table f (a int, b int) server srv options (schema_name 'p', table_name 's');
create foreign table g (a int) server files options (filename '/data/x.csv', format 'csv');
