"""The core of naming places: what a path's or URL's name keeps, and that no secret is in it."""

import pytest

from graph.extract.algebra.outside.places import clean_place
from graph.extract.sql import extract_facts
from graph.facts import encode


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("s3://b/p/x.csv", "s3://b/p/x.csv"),
        ("  /data/x.csv ", "/data/x.csv"),
        ("C:\\data\\x.csv", "C:\\data\\x.csv"),
        ("d/*.parquet", "d/*.parquet"),
        ("https://h/x.csv?sig=abc&se=1", "https://h/x.csv"),
        ("https://h/x.csv#part", "https://h/x.csv"),
        ("ftp://user:pw@h/x.csv", "ftp://h/x.csv"),
        ("ftp://user@h/x.csv", "ftp://h/x.csv"),
        ("ftp://user:p@ss@h/x.csv", "ftp://h/x.csv"),
        ("s3n://KEY:SE/CR/ET@b/p", "s3n://b/p"),
        ("abfss://container@account.dfs.core.windows.net/p", "abfss://container@account.dfs.core.windows.net/p"),
        ("jdbc:postgresql://u:p@h:5432/db;password=x", "jdbc:postgresql://h:5432/db"),
        ("s3://b/mail@x/y", "s3://b/mail@x/y"),
    ],
)
def test_a_place_keeps_its_path_and_loses_what_may_be_secret(written: str, named: str) -> None:
    assert clean_place(written) == named


@pytest.mark.parametrize(
    "written",
    [
        "",
        "host=h password=x",
        "u:pw@h:/x",
        "acc.blob.core.windows.net/c?sig=abc",
        "s3://AKIAABCDEFGHIJKLMNOP/x",
        "${root}/x",
        "{{ root }}/x",
        "x\ny",
        "x" * 1001,
    ],
)
def test_what_still_may_hold_a_secret_or_is_not_known_has_no_name(written: str) -> None:
    assert clean_place(written) == ""


_HIDDEN = b"Hu6ter2"


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("redshift", "copy t from 's3://b/p' credentials 'aws_access_key_id=A;aws_secret_access_key={}'"),
        ("redshift", "unload ('select a from s') to 's3://b/p' credentials 'aws_secret_access_key={}'"),
        ("snowflake", "copy into t from 's3://b/p' credentials=(aws_key_id='A' aws_secret_key='{}')"),
        ("snowflake", "copy into t from 'azure://a/c' credentials=(azure_sas_token='?sig={}')"),
        ("snowflake", "copy into t from 's3://k:{}@b/p'"),
        ("snowflake", "create stage st url = 's3://b/p' credentials=(aws_secret_key='{}')"),
        ("tsql", "copy into t from 'https://h/x.csv' with (credential = (identity = 'SAS', secret = '{}'))"),
        ("tsql", "insert into t select * from openrowset('P', 'Server=h;UID=u;PWD={}', 'select a from s') as r"),
        ("tsql", "bulk insert t from 'https://h/x.csv?sig={}'"),
        ("tsql", "insert into t select * from openrowset(bulk 'https://h/x.csv?sig={}', format = 'CSV') as r"),
        (
            "postgres",
            "insert into t select a from dblink('host=h dbname=d pwd={}', 'select a from s') as q(a int)",
        ),
        ("postgres", "copy t from program 'curl http://u:{}@h/x.csv'"),
        ("postgres", "create foreign table f (a int) server s options (password '{}', table_name 't')"),
        ("clickhouse", "insert into t select a from s3('https://h/f.csv', 'KEY', '{}', 'CSV')"),
        ("clickhouse", "insert into t select a from url('https://u:{}@h/f.csv', CSV)"),
        ("clickhouse", "insert into t select a from remote('h', db.s, 'u', '{}')"),
        ("clickhouse", "insert into t select a from postgresql('h:1', 'd', 's', 'u', '{}')"),
        ("clickhouse", "insert into function s3('https://h/f.csv', 'KEY', '{}') select a from s"),
        ("clickhouse", "create table t (a Int32) engine = S3('https://h/f.csv', 'KEY', '{}', 'CSV')"),
        ("clickhouse", "create table t (a Int32) engine = MySQL('h:1', 'd', 's', 'u', '{}')"),
        (
            "clickhouse",
            "create dictionary d (id UInt64) primary key id "
            "source(clickhouse(host 'h' user 'u' password '{}' db 'd' table 's')) layout(flat()) lifetime(1)",
        ),
        ("duckdb", "create table t as select a from 'https://u:{}@h/x.parquet?token={}'"),
        ("duckdb", "create table t as select a from postgres_scan('password={}', 'public', 's')"),
        ("duckdb", "copy s to 's3://b/x.csv?secret={}'"),
        ("bigquery", "export data options (uri = 'gs://b/x?key={}') as select a from s"),
        ("hive", "create external table e (a int) location 's3n://KEY:{}@b/p'"),
        ("spark", "create table t using csv options (path 'https://h/x?sig={}', password '{}')"),
        ("mysql", "load data infile 'https://h/x?sig={}' into table t"),
    ],
)
def test_no_secret_reaches_the_facts(dialect: str, text: str) -> None:
    assert _HIDDEN not in encode(extract_facts(text.replace("{}", _HIDDEN.decode()), dialect))
