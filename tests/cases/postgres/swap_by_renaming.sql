-- expect: z.a <- t_new.a
alter table t rename to t_old; alter table t_new rename to t; insert into z (a) select a from t;
