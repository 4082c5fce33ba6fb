-- expect: DT.X <- S.A
-- expect: DT.Y <- S.B
create dynamic table dt (x, y) target_lag = downstream warehouse = w refresh_mode = auto as select a, b from s;
