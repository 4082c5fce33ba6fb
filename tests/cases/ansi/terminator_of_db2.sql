-- expect: u.a <- t.a
-- expect: w.a <- u.a
-- status: 1 tables_only: routine body not followed
--#SET TERMINATOR @
create procedure p ()
begin
  delete from x;
end@
insert into u (a) select a from t@
--#SET TERMINATOR ;
insert into w (a) select a from u;
