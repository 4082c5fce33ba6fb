-- status: 1 partial: placeholder in a name
-- expect: V.A <- &owner.T.A
-- expect: V <- &owner.T.B (filter)
create view v as select a from &owner..t where b = &&limit and c = '&x'; -- the period ends the variable
-- expect: V <- &owner.T.C (filter)
-- status: 2 partial: placeholder in a name
-- expect: W.A <- T_&env.A
create view w as select a from t_&env;
-- construct: client variables
