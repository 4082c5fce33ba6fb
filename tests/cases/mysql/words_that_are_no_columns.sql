-- table: o <- t (value)
insert into o (p, q) select utc_date, utc_timestamp from t;
