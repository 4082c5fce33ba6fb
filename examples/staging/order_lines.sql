-- A view on a view: every line in euro.
CREATE VIEW staging.order_lines AS
SELECT
    l.order_id,
    l.line_no,
    l.product_id,
    o.customer_key,
    o.ordered_on,
    l.quantity,
    l.quantity * l.unit_price * o.euro_factor AS amount_eur
FROM raw.order_lines AS l
JOIN staging.orders AS o ON o.order_id = l.order_id;
