CREATE TABLE raw.payments (
    payment_id bigint PRIMARY KEY,
    order_id   bigint NOT NULL REFERENCES raw.orders (order_id),
    method     text NOT NULL,
    paid       numeric(12, 2) NOT NULL,
    paid_at    timestamptz
);
