-- file: ddl.sql
create table app.orders (id number, "Note" varchar2(9));
-- file: v.sql
-- expect: APP.V.ID <- APP.ORDERS.ID
-- expect: APP.V.NOTE <- APP.ORDERS.Note
create or replace view app.v as select o.id, o."Note" as note from app.orders o;
