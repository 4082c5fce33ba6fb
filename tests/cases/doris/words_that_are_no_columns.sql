-- table: o <- t (value)
insert into o (p) select current_date from t;
