create function cents(x decimal(10, 2)) returns decimal(10, 2) deterministic return x / 100;
create function total(y int) returns int
begin
  declare s int;
  select sum(a) into s from t;
  return s;
end;
-- expect: v.a <- t.a
create view v as select cents(a) as a from t;
