-- expect: archive.a <- t.a
-- expect: t <- t.day (filter)
-- expect: archive <- t.day (filter)
with gone as (delete from t where day < '2020-01-01' returning a) insert into archive (a) select a from gone;
