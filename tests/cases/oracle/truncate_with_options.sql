truncate table a drop storage;
