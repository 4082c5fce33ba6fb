-- Both generations of customers under one key.
CREATE VIEW staging.customers AS
SELECT
    'web-' || c.customer_id::text AS customer_key,
    trim(c.full_name)             AS name,
    lower(c.email)                AS email,
    upper(c.country_code)         AS country,
    c.signed_up_at::date          AS joined_on
FROM raw.customers AS c
UNION ALL
SELECT
    'mail-' || l.card_no,
    trim(l.name),
    lower(l.mail),
    upper(l.country),
    l.joined_on
FROM raw.legacy_customers AS l;
