CREATE VIEW reports.top_customers AS
SELECT
    v.name,
    v.value_eur,
    rank() OVER (ORDER BY v.value_eur DESC) AS place
FROM mart.customer_value AS v
ORDER BY v.value_eur DESC
LIMIT 100;
