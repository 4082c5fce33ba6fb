-- copy into t from @st
select 'copy into t from @st' as x from s;
