-- expect: V <- E.BOSS, E.ID (filter)
-- expect: V <- E.NAME (order)
-- expect: V.ABOVE <- E.NAME
-- expect: V.ID <- E.ID
-- expect: V.PATH <- E.NAME
-- expect: V.ROOT <- E.NAME
create table e (id number, boss number, name varchar2(10));
create view v as select id, prior name as above, level as lvl, connect_by_root name as root, sys_connect_by_path(name, '/') as path, connect_by_isleaf as leaf from e start with boss is null connect by prior id = boss order siblings by name;
