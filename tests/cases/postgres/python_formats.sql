-- status: 1 partial: placeholder in a name
-- expect: v.a <- {schema}.t.a
-- expect: v <- {schema}.t.b, {schema}.t.c, {schema}.t.d (filter)
create view v as select a from {schema}.t where b = {value} and c = %(other)s and d = any('{1,2}');
-- status: 2 partial: placeholder in a name
-- expect: w.a <- t_{env}.a
create view w as select a from t_{env};
-- status: 3 partial: placeholder in a name
-- expect: x.a <- %(schema)s.t.a
create view x as select a from %(schema)s.t;
-- construct: client variables
