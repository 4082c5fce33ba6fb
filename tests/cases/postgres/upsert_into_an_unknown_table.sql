-- What stands at a position of an unknown table has no name.
-- expect: t.x <- s.x (value, assumed)
-- expect: t.y <- s.y (value, assumed)
-- status: 1 partial: columns of t unknown: named by position; unknown column excluded.b
insert into t select x, y from s on conflict (a) do update set b = excluded.b;
