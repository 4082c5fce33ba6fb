-- PL/pgSQL: books the month's revenue and marks who bought.
CREATE TABLE mart.monthly_close (
    month       date PRIMARY KEY,
    revenue_eur numeric(16, 4),
    closed_at   timestamptz
);

CREATE OR REPLACE PROCEDURE mart.close_month(p_month date)
LANGUAGE plpgsql
AS $$
DECLARE
    v_revenue numeric(16, 4);
BEGIN
    SELECT sum(revenue_eur) INTO v_revenue
    FROM mart.daily_revenue
    WHERE date_trunc('month', day) = p_month;

    IF v_revenue IS NULL THEN
        RAISE EXCEPTION 'nothing to close for %', p_month;
    END IF;

    INSERT INTO mart.monthly_close (month, revenue_eur, closed_at)
    SELECT p_month, sum(r.revenue_eur), now()
    FROM mart.daily_revenue AS r
    WHERE date_trunc('month', r.day) = p_month;
END;
$$;
