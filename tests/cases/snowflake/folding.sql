-- file: ddl.sql
create table db.public.orders (id int, "note" text);
-- file: v.sql
-- expect: DB.PUBLIC.V.ID <- DB.PUBLIC.ORDERS.ID
-- expect: DB.PUBLIC.V.note <- DB.PUBLIC.ORDERS.note
create or replace view db.public.v as select * from db.public.orders;
