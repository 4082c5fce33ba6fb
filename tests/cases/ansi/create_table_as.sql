-- dataset: best table (id, top)
-- expect: best.id <- t.id
-- expect: best.top <- t.score
-- expect: best <- t.id (group)
-- expect: best <- t.score (filter)
create table best as select id, max(score) as top from t group by id having min(score) > 3;
