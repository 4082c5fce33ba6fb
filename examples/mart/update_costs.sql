-- Costs come later than sales.
UPDATE mart.fct_sales AS f
SET cost_eur = f.quantity * p.unit_cost
FROM raw.products AS p
WHERE p.product_id = f.product_id
  AND f.cost_eur IS NULL;
