CREATE MATERIALIZED VIEW mart.product_margin AS
SELECT
    p.product_id,
    p.title,
    sum(f.amount_eur)              AS revenue_eur,
    sum(f.amount_eur - f.cost_eur) AS margin_eur
FROM mart.fct_sales AS f
JOIN raw.products AS p ON p.product_id = f.product_id
GROUP BY p.product_id, p.title;
