CREATE TABLE mart.vat_2024 AS
SELECT
    date_trunc('month', f.sold_on)::date                          AS month,
    p.vat_percent,
    sum(f.amount_eur * p.vat_percent / (100 + p.vat_percent))     AS vat_eur
FROM mart.fct_sales AS f
JOIN raw.products AS p USING (product_id)
WHERE f.sold_on >= DATE '2024-01-01' AND f.sold_on < DATE '2025-01-01'
GROUP BY 1, 2;
