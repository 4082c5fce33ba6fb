-- European Central Bank, once a day.
CREATE TABLE raw.exchange_rates (
    currency    char(3) NOT NULL,
    valid_on    date    NOT NULL,
    euro_factor numeric(12, 6) NOT NULL,
    PRIMARY KEY (currency, valid_on)
);
