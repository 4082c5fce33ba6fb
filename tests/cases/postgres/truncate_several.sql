truncate table a, b, only c restart identity cascade;
