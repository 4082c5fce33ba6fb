-- An anonymous block among other statements keeps its variables to itself.
-- file: s.sql
-- expect: T.V <- S.X
-- expect: U.V <- S.V
-- expect: W.A <- S.A
<<main>>
declare
  v number;
begin
  select x into main.v from s;
  insert into t (v) values (main.v);
end;
/
insert into u (v) select v from s;
begin
  insert into w (a) select a from s;
end;
/
