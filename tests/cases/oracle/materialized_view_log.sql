create materialized view log on t with rowid (a, b) including new values;
