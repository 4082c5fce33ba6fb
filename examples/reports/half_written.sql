-- Somebody went to lunch in the middle of this file. The second statement is broken; its neighbours count.
CREATE VIEW reports.debtors AS
SELECT o.customer_key, sum(o.billed_eur) AS owed_eur
FROM staging.open_orders AS o
GROUP BY o.customer_key;

CREATE VIEW reports.half AS
SELECT customer_key, FROM WHERE (((;

CREATE VIEW reports.debtors_by_name AS
SELECT c.name, d.owed_eur
FROM reports.debtors AS d
JOIN staging.customers AS c ON c.customer_key = d.customer_key;
