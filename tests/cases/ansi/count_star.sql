-- Rows are data of the table as a whole: of no column.
-- table: v <- t (value)
create view v as select count(*) as n from t;
