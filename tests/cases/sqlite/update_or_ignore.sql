update or ignore t set v = 1;
