-- status: 1 tables_only: parse error near 'remove'
merge into t using s on t.id = s.id remove duplicates;
