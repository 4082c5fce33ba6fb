-- expect: u.a <- t.a
-- no: x.a <- t.a
-- status: 2 refused: unterminated quote or comment
insert into u (a) select a from t;
/* never closed
insert into x (a) select a from t;
