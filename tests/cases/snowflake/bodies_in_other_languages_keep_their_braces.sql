create function f(x string) returns string language javascript as $$ const a = {x}; return `${X}` + {a}; $$;
-- expect: V.A <- T.A
create view v as select a from t;
-- construct: client variables
