-- dataset: shops table (id, name)
-- dataset: sales table (id, shop, maker)
-- key: sales.shop -> shops.id
-- key: sales.maker -> makers.code
create table shops (id int, name varchar(9) not null, constraint pk primary key (id));
create table sales (
  id int primary key,
  shop int references shops,
  maker int,
  constraint fk foreign key (maker) references makers (code),
  check (id > 0)
);
