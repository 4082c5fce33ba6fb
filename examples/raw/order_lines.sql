CREATE TABLE raw.order_lines (
    order_id   bigint  NOT NULL,
    line_no    integer NOT NULL,
    product_id integer NOT NULL,
    quantity   integer NOT NULL,
    unit_price numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line_no),
    CONSTRAINT line_of_order FOREIGN KEY (order_id) REFERENCES raw.orders (order_id),
    CONSTRAINT line_of_product FOREIGN KEY (product_id) REFERENCES raw.products (product_id)
);

COMMENT ON COLUMN raw.order_lines.unit_price IS 'In the currency of the order';
