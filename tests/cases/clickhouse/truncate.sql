truncate table if exists db.a on cluster c;
