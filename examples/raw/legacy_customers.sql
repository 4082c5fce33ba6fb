-- The mail-order customers of before 2015; nobody writes here any more.
CREATE TABLE raw.legacy_customers (
    card_no   text PRIMARY KEY,
    name      text,
    mail      text,
    country   text,
    joined_on date
);
