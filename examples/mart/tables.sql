CREATE TABLE mart.dim_customer (
    customer_key text PRIMARY KEY,
    name         text,
    email        text,
    country      text,
    joined_on    date,
    loaded_at    timestamptz
);

CREATE TABLE mart.fct_sales (
    order_id     bigint,
    line_no      integer,
    customer_key text REFERENCES mart.dim_customer (customer_key),
    product_id   integer,
    sold_on      date,
    quantity     integer,
    amount_eur   numeric(14, 4),
    cost_eur     numeric(14, 4),
    nth_order    bigint,
    PRIMARY KEY (order_id, line_no)
);

CREATE TABLE mart.daily_revenue (
    day         date,
    category    text,
    revenue_eur numeric(16, 4),
    margin_eur  numeric(16, 4)
);

CREATE TABLE mart.customer_value (
    customer_key text,
    name         text,
    value_eur    numeric(16, 4),
    last_order   date
);
