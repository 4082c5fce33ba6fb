DELETE FROM mart.daily_revenue WHERE day >= current_date - 7;

INSERT INTO mart.daily_revenue (day, category, revenue_eur, margin_eur)
SELECT
    f.sold_on,
    p.category,
    sum(f.amount_eur),
    sum(f.amount_eur) - sum(f.cost_eur)
FROM mart.fct_sales AS f
JOIN raw.products AS p ON p.product_id = f.product_id
WHERE f.sold_on >= current_date - 7
GROUP BY f.sold_on, p.category;
