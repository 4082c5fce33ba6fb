-- expect: o.a <- t.a
-- expect: o <- t.b (filter)
create table o as select s.a from t s sample (10) where b > 1;
-- status: 2 partial: unknown columns of t
select * from t sample (10);
