-- status: 1 partial: placeholder for columns; unknown columns
-- expect: v.a <- t.a
create view v as select a, ${more} from t;
-- table: v <- t (value)
-- status: 2 partial: placeholder for a condition
-- expect: w.a <- t.a
create view w as select a from t where ${condition};
-- status: 3 partial: placeholder for a clause
-- expect: x.a <- t.a
create view x as select a from t ${where};
-- status: 4 partial: placeholder for columns
create view y as select sum(${column}) as n from t;
-- table: y <- t (value)
-- status: 5 partial: placeholder for columns
-- expect: z.a <- t.a
create view z as select a from t where ${column} = 1;
-- construct: client variables
