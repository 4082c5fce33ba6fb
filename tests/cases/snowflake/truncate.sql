truncate table if exists a;
