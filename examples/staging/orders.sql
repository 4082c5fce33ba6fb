-- Orders that count, with the factor that turns their currency into euro.
CREATE VIEW staging.orders AS
SELECT
    o.order_id,
    'web-' || o.customer_id::text AS customer_key,
    o.ordered_at::date            AS ordered_on,
    coalesce(r.euro_factor, 1)    AS euro_factor
FROM raw.orders AS o
LEFT JOIN raw.exchange_rates AS r
    ON r.currency = o.currency AND r.valid_on = o.ordered_at::date
WHERE o.status <> 'cancelled';
