-- A chain of temporary tables: they are followed through and do not appear in the graph.
CREATE TEMP TABLE spent AS
SELECT customer_key, sum(amount_eur) AS spent_eur, max(sold_on) AS last_order
FROM mart.fct_sales
GROUP BY customer_key;

CREATE TEMP TABLE named AS
SELECT d.customer_key, d.name, s.spent_eur, s.last_order
FROM spent AS s
JOIN mart.dim_customer AS d ON d.customer_key = s.customer_key;

TRUNCATE TABLE mart.customer_value;

INSERT INTO mart.customer_value (customer_key, name, value_eur, last_order)
SELECT customer_key, name, round(spent_eur, 2), last_order
FROM named;

DROP TABLE named;
DROP TABLE spent;
