-- setting: target = m
-- status: 1 partial: macro dbt_utils.date_spine
-- lines: 1 4-5
{{ dbt_utils.date_spine(datepart="day",
    start_date="cast('2019-01-01' as date)") }}
-- construct: Jinja and dbt
