-- expect: W <- E.BOSS, E.ID (filter)
-- expect: W.ID <- E.ID
-- expect: W.P <- E.NAME
-- expect: W.TOP <- E.NAME
-- expect: W.UP <- E.NAME
create table e (id int, boss int, name text);
create view w as select id, prior name as up, level as l, connect_by_root name as top, sys_connect_by_path(name, '/') as p from e start with boss is null connect by boss = prior id;
