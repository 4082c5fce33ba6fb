CREATE TABLE raw.orders (
    order_id    bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES raw.customers (customer_id),
    ordered_at  timestamptz NOT NULL,
    status      text NOT NULL,
    currency    char(3) NOT NULL
);

CREATE INDEX orders_by_customer ON raw.orders (customer_id);
