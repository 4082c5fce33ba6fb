truncate table dbo.a with (partitions (1, 2));
