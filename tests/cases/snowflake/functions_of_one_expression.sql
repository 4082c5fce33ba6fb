create or replace function cents(x float) returns float as 'x / 100';
create function word(x string) returns string language javascript as $$ return X.split("select a from t;"); $$;
create function area(r float) returns float language sql as $$ pi() * r * r $$;
-- expect: V.A <- T.A
create view v as select area(a) as a from t;
