-- table: E <- "D2:y.csv" (value)
-- table: E <- "DIR:x.csv" (value)
create table e (a number) organization external (
  type oracle_loader default directory dir
  access parameters (records delimited by newline) location ('x.csv', d2:'y.csv'));
