-- expect: V.A <- T.A
begin
  null;
end;
/
create view v as select a from t;
