-- table: o <- t (value)
create table o as select input__file__name as f, block__offset__inside__file as b from t;
