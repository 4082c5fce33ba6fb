-- CASE, WHILE, REPEAT and LOOP; the branches of an assignment join.
create table t (a int, b int);
begin
  let x int := 0;
  let y int := (select max(p) from s0);
  case (x)
    when 1 then x := (select q from s1);
    when 2 then x := (select q from s2);
    else x := y;
  end case;
  insert into t (a) values (:x);
  while (x > 0) do
    x := x - 1;
  end while;
  repeat
    insert into t (b) values (:y);
    y := (select z from s3);
  until (y > 5) end repeat;
end;
-- expect: T.A <- S1.Q, S2.Q, S0.P
-- expect: T.B <- S0.P, S3.Z
-- expect: T <- S0.P, S3.Z (condition)
