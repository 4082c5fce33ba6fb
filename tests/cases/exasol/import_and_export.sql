-- table: T <- "y.csv" (value)
import into t from csv at 'http://x' file 'y.csv';
-- expect: "z.csv".A <- T.A
-- expect: "z.csv" <- T.B (filter)
export (select a from t where b = 1) into csv at 'http://x' file 'z.csv';
-- table: "w.csv" <- T (value)
-- status: 3 partial: unknown columns of T
export t into csv at 'http://x' file 'w.csv';
