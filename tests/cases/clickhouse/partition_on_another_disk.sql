alter table t move partition '2020' to disk 'x';
alter table t drop partition '2020';
alter table t detach partition '2020'; alter table t attach partition '2020';
