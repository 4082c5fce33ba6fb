-- expect: V.A <- T.A
-- expect: V <- T.B, T.C (filter)
create view v as select a from t where b = :x and c = ? and extract(day from :d) = 1;
-- status: 2 partial: placeholder in a name
-- expect: W.A <- :schema.T.A
create view w as select a from :schema.t;
-- construct: client variables
