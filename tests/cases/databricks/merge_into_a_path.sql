-- expect: /d/t <- /d/t.id, s.id (join)
-- expect: /d/t.v <- s.v
merge into delta.`/d/t` as t using s on t.id = s.id when matched then update set v = s.v;
