-- The alias and the column are one, whatever the table holds.
create view v as select n, n + 1 as m from missing;
-- expect: V.M <- MISSING.N
-- expect: V.N <- MISSING.N
