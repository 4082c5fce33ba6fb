-- What the Monday mail shows.
CREATE VIEW reports.weekly AS
SELECT
    date_trunc('week', d.day)::date AS week,
    sum(d.revenue_eur)              AS revenue_eur,
    sum(d.margin_eur)               AS margin_eur,
    sum(CASE WHEN d.category = 'green tea' THEN d.revenue_eur ELSE 0 END) AS green_tea_eur
FROM mart.daily_revenue AS d
GROUP BY date_trunc('week', d.day)::date;
