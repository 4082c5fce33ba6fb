-- The star stands for the columns that raw/payments.sql declares.
CREATE VIEW staging.payments AS
SELECT * FROM raw.payments
WHERE paid_at IS NOT NULL;
