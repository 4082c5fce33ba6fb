-- expect: sales.amount <- raw.price, raw.qty
-- expect: sales.day <- raw.day
-- expect: sales <- raw.state (filter)
-- reads: 1 raw, raw.price, raw.qty, raw.day, raw.state
-- writes: 1 sales, sales.amount, sales.day
insert into sales (day, amount) select day, price * qty from raw where state = 'ok';
