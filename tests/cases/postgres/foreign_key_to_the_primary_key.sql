-- file: a.sql
create table days (id int, day date, primary key (id));
-- file: b.sql
-- key: sales.day -> days.id
create table sales (day int);
alter table sales add constraint fk foreign key (day) references days;
