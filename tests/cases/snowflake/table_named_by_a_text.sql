-- expect: Z2.A <- S.T.A
-- status: 3 refused: table without a fixed name
create table s.t (a int);
create view z2 as select a from identifier('s.t');
create view z3 as select a from identifier('s.' || 't');
