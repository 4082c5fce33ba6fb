-- A view on a view on a table that is loaded from a view on a view.
CREATE VIEW reports.dashboard AS
SELECT w.week, w.revenue_eur, w.margin_eur / nullif(w.revenue_eur, 0) AS margin_share
FROM reports.weekly AS w;
