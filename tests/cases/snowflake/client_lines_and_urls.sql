-- expect: W.A <- U.A
-- expect: U.A <- T.A
!set variable_substitution=true
put file:///tmp/a.csv @stage;
insert into u (a) select a from t; // done;
insert into w (a) select a from u;
