CREATE TABLE raw.products (
    product_id  integer PRIMARY KEY,
    title       text NOT NULL,
    category    text,
    unit_cost   numeric(10, 4),
    vat_percent numeric(4, 2) NOT NULL DEFAULT 7
);

COMMENT ON COLUMN raw.products.unit_cost IS 'What we pay for it, in euro';
