-- expect: o.a <- t.ts
-- expect: o.b <- t.v
-- expect: o <- t.ts (group)
insert into o (a, b)
select window_start, sum(v) from table(tumble(table t, descriptor(ts), interval '10' minutes))
group by window_start, window_end;
