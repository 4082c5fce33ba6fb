-- Customers of the web shop, as the shop's own database exports them.
CREATE TABLE raw.customers (
    customer_id  bigint PRIMARY KEY,
    full_name    text NOT NULL,
    email        text NOT NULL,
    country_code char(2),
    signed_up_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE raw.customers IS 'One row per web shop account';
COMMENT ON COLUMN raw.customers.email IS 'As typed by the customer, not normalised';
