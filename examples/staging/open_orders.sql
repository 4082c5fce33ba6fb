-- What is still to be paid.
CREATE VIEW staging.open_orders AS
WITH billed AS (
    SELECT order_id, customer_key, sum(amount_eur) AS billed_eur
    FROM staging.order_lines
    GROUP BY order_id, customer_key
),
settled AS (
    SELECT order_id, sum(paid) AS paid
    FROM staging.payments
    GROUP BY order_id
)
SELECT b.order_id, b.customer_key, b.billed_eur, s.paid
FROM billed AS b
LEFT JOIN settled AS s USING (order_id)
WHERE coalesce(s.paid, 0) < b.billed_eur;
