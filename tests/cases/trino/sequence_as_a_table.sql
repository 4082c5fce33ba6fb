-- dataset: v view (sequential_number)
create view v as select * from table(sequence(start => 1, stop => 10));
