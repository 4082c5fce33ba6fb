MERGE INTO mart.dim_customer AS d
USING staging.customers AS s
    ON d.customer_key = s.customer_key
WHEN MATCHED AND d.email <> s.email THEN
    UPDATE SET name = s.name, email = s.email, country = s.country, loaded_at = now()
WHEN NOT MATCHED THEN
    INSERT (customer_key, name, email, country, joined_on, loaded_at)
    VALUES (s.customer_key, s.name, s.email, s.country, s.joined_on, now());
