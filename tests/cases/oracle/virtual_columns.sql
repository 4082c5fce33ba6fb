-- expect: T.C <- T.A, T.B
-- expect: T.D <- T.A
create table t (a number, b number, c number generated always as (a + b) virtual, d as (a * 2), e number default on null 3);
