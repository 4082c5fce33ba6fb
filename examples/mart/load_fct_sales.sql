INSERT INTO mart.fct_sales (order_id, line_no, customer_key, product_id, sold_on, quantity, amount_eur, nth_order)
WITH lines AS (
    SELECT order_id, line_no, customer_key, product_id, ordered_on, quantity, amount_eur
    FROM staging.order_lines
)
SELECT
    order_id,
    line_no,
    customer_key,
    product_id,
    ordered_on,
    quantity,
    amount_eur,
    dense_rank() OVER (PARTITION BY customer_key ORDER BY ordered_on, order_id)
FROM lines;
