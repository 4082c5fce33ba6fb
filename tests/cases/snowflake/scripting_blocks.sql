-- Blocks of a file: bare, in a string between dollars, with calls that give values.
create table t (a int, b int, c varchar);
create procedure biggest(n int) returns int language sql as 'begin
  return (select max(v) from vals where grp = :n);
end';
create procedure rows_of(k int) returns table (x int, y varchar) language sql as
declare
  rs resultset default (select p, q from pairs where key = :k);
begin
  return table(rs);
end;
declare
  m int;
begin
  call biggest(3) into :m;
  insert into t (a) values (:m);
end;
execute immediate $$
begin
  let c cursor for select d, e from wide;
  let one int;
  let two varchar;
  open c;
  loop
    fetch c into one, two;
    insert into t (b, c) values (:one, :two);
    if (one > 3) then break; end if;
  end loop;
  close c;
end;
$$;
set cut = (select max(z) from cuts);
delete from t where a < $cut;
insert into t (b) select f.x from table(rows_of(2)) f;
-- expect: T.A <- VALS.V
-- expect: T.A <- VALS.GRP (filter)
-- expect: T.B <- WIDE.D
-- expect: T.C <- WIDE.E
-- expect: T <- WIDE.D (condition)
-- expect: T <- T.A, CUTS.Z (filter)
-- expect: T.B <- PAIRS.P
-- expect: T <- PAIRS.KEY (filter)
