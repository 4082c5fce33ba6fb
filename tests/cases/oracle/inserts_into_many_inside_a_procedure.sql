-- INTO of INSERT ALL takes no variables; a tuple may be set by a query.
-- expect: X1.A <- S.A
-- expect: X2.B <- S.B
-- expect: T.A <- Q.X
-- expect: T.B <- Q.Y
-- expect: T.A <- Q.ID, T.ID (filter)
-- expect: T.B <- Q.ID, T.ID (filter)
create procedure p is
begin
  insert all into x1 (a) values (a) into x2 (b) values (b) select a, b from s;
  update t set (a, b) = (select q.x, q.y from q where q.id = t.id);
end;
/
