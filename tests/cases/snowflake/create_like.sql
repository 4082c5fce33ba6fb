create table z like t copy grants;
