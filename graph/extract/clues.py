"""Stage 4, core: what speaks for a dialect. Data for `detect`; a new clue is one more line.

Weights: 8 and more = hardly anything else writes this; 4 to 6 = typical; 1 to 3 = shared by a family. They were set by
what the engines' manuals say is theirs alone.
"""

from typing import NamedTuple


class Clue(NamedTuple):
    """A clue is looked at when `word` (or, where it is no word, those characters) occurs at all. `pattern`, a regular
    expression over lower-case code with emptied strings, must then match; "" = the word is enough. Patterns that begin
    with a literal are found many times faster."""

    word: str
    pattern: str
    votes: dict[str, float]


def _words(text: str, **votes: float) -> list[Clue]:
    return [Clue(word, "", votes) for word in text.split()]


def _calls(text: str, **votes: float) -> list[Clue]:
    return [Clue(word, word + r"\s*\(", votes) for word in text.split()]


def clues() -> tuple[Clue, ...]:
    """All clues."""
    return (*_microsoft(), *_postgres(), *_mysql(), *_bigquery(), *_snowflake(), *_oracle(), *_lake(), *_others())


def _microsoft() -> list[Clue]:
    return [
        Clue("go", r"[\r\n][ \t]*go[ \t]*(?:\d+[ \t]*)?;?[ \t]*(?=[\r\n]|\Z)", {"tsql": 10}),
        Clue("[", r"\]\.\[", {"tsql": 8, "sqlite": 1}),
        Clue("[", r"\[(?<![\w\])]\[)[a-z_@#][\w $]*\]", {"tsql": 4, "sqlite": 1}),
        Clue("declare", r"declare\s+@\w", {"tsql": 8}),
        Clue("@", r"@(?<![\w@]@)[a-z]", {"tsql": 1, "bigquery": 1, "mysql": 0.5}),
        Clue("@", r"@@(?!session|global|dataset|error\b|project|script)[a-z]", {"tsql": 4}),
        Clue("#", r"(?:from|into|join|table|update)\s+#\w", {"tsql": 6}),
        Clue("n", r"n(?<!\wn)''", {"tsql": 3}),
        Clue(
            "top",
            r"select\s+(?:distinct\s+)?top[ (]+[\d@]",
            {"tsql": 3, "teradata": 1.5, "snowflake": 1, "redshift": 1},
        ),
        Clue("nolock", r"\(\s*nolock\s*\)", {"tsql": 6}),
        Clue("identity", r"identity\s*\(\s*\d+\s*,", {"tsql": 4, "redshift": 1.5, "snowflake": 1}),
        Clue("nocount", r"set\s+nocount\s", {"tsql": 8}),
        Clue("try", r"begin\s+try", {"tsql": 6}),
        Clue("apply", r"(?:cross|outer)\s+apply", {"tsql": 4, "oracle": 1}),
        Clue("exec", r"exec(?:ute)?\s+[\w.\[\]]+", {"tsql": 2}),
        Clue("dbo", r"dbo\.", {"tsql": 4}),
        Clue(":", r"[\r\n][ \t]*:(?:setvar|r|on\s+error|connect)\s", {"tsql": 8}),
        Clue("convert", r"convert\s*\(\s*n?(?:var)?char", {"tsql": 2, "redshift": 1}),
        Clue("max", r"varchar\s*\(\s*max", {"tsql": 4, "redshift": 1.5}),
        *_words("nonclustered uniqueidentifier nvarchar datetime2 sp_executesql raiserror smalldatetime", tsql=4),
        *_words("datetimeoffset rowguidcol ansi_nulls quoted_identifier sysname hierarchyid varbinary", tsql=2),
        *_calls("object_id openjson scope_identity newid", tsql=4),
        *_calls("isnull", tsql=1.5),
        *_calls("getdate", tsql=2, redshift=1.5, snowflake=0.5),
        *_calls("charindex datepart", tsql=1, redshift=0.5, snowflake=0.5),
    ]


def _postgres() -> list[Clue]:
    return [
        Clue("\\", r"[\r\n]\\[a-z!]+", {"postgres": 8}),
        Clue("$", r"\$\$", {"postgres": 2, "snowflake": 2, "redshift": 1.5}),
        Clue("$", r"\$(?<!\$\$)[a-z_]\w*\$(?!\$)", {"postgres": 5, "duckdb": 1}),
        Clue("::", r"::\s*[a-z]", {"postgres": 2, "duckdb": 1.5, "redshift": 1.5, "snowflake": 1.5}),
        Clue("~", r"~\*?\s*''", {"postgres": 2.5, "redshift": 1.5, "duckdb": 1}),
        Clue("copy", r"copy\s[^;]{1,400}?from\s+''", {"postgres": 4, "redshift": 4, "snowflake": 4}),
        Clue("stdin", r"copy\s[^;]{1,1000}from\s+stdin", {"postgres": 8}),
        Clue("search_path", r"search_path", {"postgres": 6, "redshift": 2}),
        Clue("conflict", r"on\s+conflict", {"postgres": 2, "sqlite": 2, "duckdb": 1.5}),
        Clue("distinct", r"distinct\s+on\s*\(", {"postgres": 3, "duckdb": 2}),
        Clue("precision", r"double\s+precision", {"postgres": 1, "redshift": 0.5, "oracle": 0.5}),
        Clue("precision", r"double(?<=as double)\s+precision\s*\)", {"postgres": 1.5, "redshift": 0.5}),
        Clue("without", r"timestamp(?:\(\d\))?\s+without\s+time\s+zone", {"postgres": 4, "redshift": 2}),
        Clue("owner", r"owner\s+to\s", {"postgres": 5, "redshift": 1}),
        Clue("using", r"using\s+(?:btree|gin|gist|brin)", {"postgres": 6}),
        Clue("extension", r"create\s+extension", {"postgres": 8}),
        Clue("epoch", r"extract\s*\(\s*epoch\s", {"postgres": 3, "redshift": 2, "duckdb": 1}),
        Clue("do", r"(?:\A|;)\s*do\s+\$", {"postgres": 8}),
        Clue(
            "interval",
            r"interval\s*''(?!\s*(?:year|month|day|hour|minute|second))",
            {"postgres": 2, "redshift": 1, "duckdb": 0.5},
        ),
        Clue(
            "date_trunc",
            r"date_trunc\s*\(\s*''",
            {"postgres": 1.5, "redshift": 1, "duckdb": 1, "snowflake": 1, "trino": 1},
        ),
        Clue("timestamp", r"timestamp\s*\(\s*\d\s*\)", {"postgres": 1.5, "oracle": 1, "mysql": 0.5}),
        Clue("tablespace", r"tablespace\s+\w", {"oracle": 2, "postgres": 1}),
        *_words("plpgsql pg_catalog pg_class bigserial jsonb bytea tsvector", postgres=6),
        *_words("serial", postgres=3, redshift=0.5),
        *_words("returning", postgres=1, sqlite=1, duckdb=1, oracle=0.5),
        *_words("ilike", postgres=1, snowflake=1, duckdb=1, redshift=1),
        *_words("materialized", postgres=1, oracle=0.5, snowflake=0.5),
        *_calls("generate_series", postgres=2.5, duckdb=1.5),
        *_calls("string_agg", postgres=1, tsql=1, bigquery=0.5, duckdb=0.5),
        *_calls("json_build_object jsonb_build_object jsonb_agg row_to_json to_jsonb array_to_string", postgres=4),
        *_calls("current_setting set_config pg_sleep nextval setval currval", postgres=4, redshift=0.5),
        *_words("timestamptz", postgres=2, duckdb=1, redshift=1),
        *_words("unlogged inherits deferrable", postgres=3),
        Clue("enum", r"create\s+type\s+[\w.\"]+\s+as\s+enum", {"postgres": 6, "duckdb": 2}),
        Clue("partition", r"partition\s+of\s", {"postgres": 6}),
        Clue("foreign", r"foreign\s+(?:data\s+wrapper|table)\s", {"postgres": 6}),
        Clue("only", r"(?:from|update|join)\s+only\s+[a-z_\"]", {"postgres": 3}),
        Clue("distributed", r"distributed\s+(?:randomly|replicated)", {"postgres": 4}),  # Greenplum
        Clue("varying", r"character\s+varying", {"postgres": 3, "redshift": 2}),
        Clue("filter", r"filter\s*\(\s*where\s", {"postgres": 1.5, "duckdb": 1, "sqlite": 0.5, "spark": 0.5}),
        *_calls("age string_to_array date_part to_timestamp regexp_matches", postgres=1, redshift=0.5),
        *_words("distkey diststyle", redshift=8),
        *_words("sortkey iam_role az64", redshift=6),
        Clue("unload", r"unload\s*\(", {"redshift": 5, "athena": 2}),
        Clue("encode", r"encode\s+(?:zstd|lzo|az64|raw|bytedict|delta|runlength|text255)", {"redshift": 6}),
    ]


def _mysql() -> list[Clue]:
    ticks = {"mysql": 2, "bigquery": 1.5, "spark": 1.5, "hive": 1.5, "databricks": 1, "clickhouse": 0.5}
    return [
        Clue("`", r"`[\w$ ]+`", ticks),
        Clue("delimiter", r"[\r\n][ \t]*delimiter[ \t]+[^\s'\"]", {"mysql": 20}),
        Clue("engine", r"engine\s*=\s*(?:innodb|myisam|csv|archive|ndb)", {"mysql": 10}),
        Clue("engine", r"engine\s*=\s*memory\b", {"mysql": 1, "clickhouse": 1}),
        Clue("load", r"load\s+data\s+(?:local\s+|low_priority\s+|concurrent\s+)*infile", {"mysql": 8}),
        Clue("duplicate", r"on\s+duplicate\s+key", {"mysql": 8}),
        Clue("add", r"add\s+(?:unique\s+|fulltext\s+)?(?:index|key)\s+[\w`]", {"mysql": 4}),
        Clue("ignore", r"insert\s+ignore\s", {"mysql": 6}),
        Clue("replace", r"replace(?<!or replace)\s+into\s", {"mysql": 3, "sqlite": 2}),
        Clue("modify", r"modify\s+column\s", {"mysql": 3, "clickhouse": 2, "snowflake": 1}),
        Clue("limit", r"limit\s+\d+\s*,\s*\d", {"mysql": 2, "sqlite": 1, "clickhouse": 1}),
        Clue("definer", r"definer\s*=\s*", {"mysql": 8}),
        Clue("outfile", r"into\s+outfile\s", {"mysql": 5, "clickhouse": 1}),
        Clue("buckets", r"distributed\s+by\s+hash\s*\([^)]{0,400}\)\s*buckets", {"doris": 8, "starrocks": 7}),
        Clue("foreign_key_checks", r"foreign_key_checks", {"mysql": 8}),
        Clue("lock", r"lock\s+tables\s", {"mysql": 5}),
        Clue("unsigned", r"unsigned", {"mysql": 4}),
        Clue("tinyint", r"tinyint\s*\(\s*\d", {"mysql": 3}),
        Clue("character", r"character\s+set\s+(?!latin\b|unicode\b)", {"mysql": 3}),
        Clue(":=", r"@\w+\s*:=", {"mysql": 6}),
        Clue(
            "interval",
            r"interval\s+[-\w(]+\s+(?:year|month|day|hour|minute|second)",
            {"mysql": 1, "bigquery": 1, "spark": 0.5},
        ),
        *_words("auto_increment straight_join mediumint longtext mediumtext", mysql=6),
        *_calls("str_to_date timestampdiff from_days substring_index", mysql=4),
        *_calls("curdate curtime date_format", mysql=2, spark=0.5, hive=0.5, trino=0.5),
        *_calls("group_concat", mysql=2.5, sqlite=1.5, duckdb=0.5),
        *_calls("ifnull", mysql=1, bigquery=1, sqlite=1, snowflake=0.5, duckdb=0.5),
        *_calls("if", mysql=1, bigquery=1, spark=0.5, hive=0.5, trino=0.5),
        *_calls("now", mysql=0.5, postgres=0.5, duckdb=0.5, clickhouse=0.5),
        *_calls("unix_timestamp", mysql=1.5, spark=1, hive=1),
    ]


def _bigquery() -> list[Clue]:
    return [
        Clue("`", r"`[\w.]*-[\w-]*\.[\w.*-]+`", {"bigquery": 10}),
        Clue("`", r"`\w+\.[\w.*]+`", {"bigquery": 6}),
        Clue("`", r"`\w+-[\w-]*`\.", {"bigquery": 6}),  # a project's name
        Clue("from", r",\s+from\s", {"bigquery": 2, "duckdb": 1.5, "snowflake": 1, "databricks": 0.5}),
        Clue("#", r"[\r\n]#standardsql", {"bigquery": 10}),
        Clue("#", r"\A\s*#[a-z]\w*[ \t]*[\r\n]", {"bigquery": 3, "mysql": 2}),  # elsewhere nothing begins so
        Clue("-", r"from\s+[a-z][a-z0-9]*-[a-z0-9-]+\.\w+", {"bigquery": 8}),
        Clue("except", r"\*\s*except\s*\(", {"bigquery": 3, "databricks": 1.5, "clickhouse": 1.5}),
        Clue("struct", r"select\s+as\s+struct", {"bigquery": 8}),
        Clue("struct", r"struct\s*[(<]", {"bigquery": 2, "spark": 1, "databricks": 0.5}),
        Clue("options", r"options\s*\(\s*\w+\s*=", {"bigquery": 3, "databricks": 1}),
        Clue("options", r"options\s*\(\s*(?:\w+|'')\s*''", {"postgres": 2, "spark": 2}),
        Clue("function", r"create\s+(?:or\s+replace\s+)?temp(?:orary)?\s+function", {"bigquery": 6}),
        Clue(
            "function", r"create\s+(?:or\s+replace\s+)?function\s+[\w.]+\s*\([^()]{0,200}\)\s*as\s*\(", {"bigquery": 5}
        ),
        Clue("language", r"language\s+js", {"bigquery": 8}),
        Clue("offset", r"with\s+offset", {"bigquery": 5}),
        Clue("offset", r"\[\s*(?:safe_)?offset\s*\(", {"bigquery": 5}),
        Clue("date_diff", r"date_diff\s*\([^;]{1,200}?,\s*(?:day|week|month|year|isoweek)\s*\)", {"bigquery": 4}),
        Clue("date_trunc", r"date_trunc\s*\(\s*[\w.]+\s*,\s*(?:day|week|month|quarter|year)", {"bigquery": 4}),
        Clue("safe", r"safe\.\w+\s*\(", {"bigquery": 6}),
        Clue("any", r"any\s+type", {"bigquery": 5}),
        Clue("returns", r"returns\s+[\w<>, ]{1,80}\s+as\s*\(", {"bigquery": 5}),
        Clue(
            "from",
            r"from(?:(?<=,\nfrom)|(?<=, from))\s",
            {"bigquery": 1, "snowflake": 0.5, "duckdb": 0.5, "databricks": 0.5},
        ),
        Clue("ordinal", r"\[\s*ordinal\s*\(", {"bigquery": 5}),
        Clue("export", r"export\s+data\s+options", {"bigquery": 8}),
        Clue("system_time", r"for\s+system_time\s+as\s+of\s", {"bigquery": 3, "tsql": 2}),
        Clue("extract", r"extract\s*\(\s*date\s+from", {"bigquery": 3}),
        *_words("int64 float64 bignumeric _table_suffix _partitiontime safe_offset", bigquery=8),
        *_calls("safe_cast safe_divide datetime_diff timestamp_diff datetime_add datetime_sub", bigquery=8),
        *_calls("timestamp_trunc datetime_trunc generate_date_array generate_array parse_date", bigquery=6),
        *_calls("format_date format_timestamp regexp_contains approx_quantiles timestamp_add", bigquery=6),
        *_calls("timestamp_sub parse_timestamp timestamp_seconds timestamp_micros array_concat", bigquery=6),
        *_calls("countif logical_or logical_and farm_fingerprint to_json_string", bigquery=4),
        Clue("net", r"net\.host\s*\(", {"bigquery": 8}),
        Clue("ml", r"ml\.predict\s*\(", {"bigquery": 8}),
        *_calls("external_query safe_ordinal", bigquery=8),
        *_calls("to_hex", bigquery=1.5, trino=1),
        *_calls("starts_with ends_with", bigquery=1, duckdb=0.5, databricks=0.5),
        *_calls("unnest", bigquery=1, postgres=0.5, duckdb=0.5, trino=0.5),
        *_calls("json_extract_scalar", bigquery=1.5, trino=1.5),
        *_calls("json_value", bigquery=1, tsql=1, oracle=0.5),
        *_calls("datetime", bigquery=2, sqlite=1),
        *_words("qualify", bigquery=1.5, snowflake=2, teradata=1.5, duckdb=0.5, databricks=0.5),
        *_words("string", bigquery=1, hive=1, spark=1, databricks=1, athena=0.5),
    ]


def _snowflake() -> list[Clue]:
    return [
        Clue("flatten", r"flatten\s*\(", {"snowflake": 5}),
        Clue("copy", r"copy\s+into\s", {"snowflake": 3, "databricks": 2, "tsql": 1.5}),
        Clue("copy", r"copy\s+into\s[^;@]{1,400}@\w", {"snowflake": 5}),
        Clue("fileformat", r"fileformat\s*=", {"databricks": 5}),
        Clue("stage", r"(?:create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?stage|@\w+\.?\w*/)", {"snowflake": 6}),
        Clue("use", r"use\s+(?:warehouse|role)\s", {"snowflake": 8}),
        Clue("format", r"file\s+format|file_format", {"snowflake": 4}),
        Clue("transient", r"transient\s+(?:table|schema|database)", {"snowflake": 8}),
        Clue("::", r"\w:[a-z_\"\w.\[\]]+::", {"snowflake": 6}),
        Clue(
            "replace",
            r"create\s+or\s+replace\s+(?:transient\s+)?table",
            {"snowflake": 1.5, "bigquery": 1.5, "databricks": 1, "duckdb": 1},
        ),
        Clue("exclude", r"\*\s*exclude\b", {"snowflake": 2, "duckdb": 2, "redshift": 0.5}),
        Clue(
            "create",
            r"create\s+(?:or\s+replace\s+)?(?:dynamic\s+table|stream\s|task\s|pipe\s|warehouse\s|secure\s+view|file\s+format)",
            {"snowflake": 8},
        ),
        Clue("copy", r"copy\s+grants", {"snowflake": 8}),
        Clue("match_condition", r"match_condition\s*\(", {"snowflake": 6}),
        Clue("identifier", r"(?:from|into|table|join)\s+identifier\s*\(", {"snowflake": 4, "databricks": 2}),
        Clue("at", r"\b(?:at|before)\s*\(\s*(?:timestamp|offset|statement)\s*=>", {"snowflake": 8}),
        Clue("execute", r"execute\s+immediate\s+(?:\$\$|''|:\w)", {"snowflake": 3, "oracle": 2, "bigquery": 2}),
        Clue("comment", r"comment\s*=\s*''", {"snowflake": 2, "mysql": 0.5}),
        Clue("number", r"number\s*\(\s*38\s*,", {"snowflake": 3}),
        *_words("resultset data_retention_time_in_days", snowflake=6),
        *_calls("seq4 generator uniform get_ddl div0 to_timestamp_ntz to_varchar", snowflake=3),
        *_words("variant timestamp_ltz timestamp_tz", snowflake=5),
        *_words("timestamp_ntz", snowflake=5, databricks=1),
        *_calls("iff object_construct try_to_number try_to_date try_parse_json array_construct", snowflake=5),
        *_calls("parse_json", snowflake=3, bigquery=1),
        *_calls("to_variant current_warehouse result_scan", snowflake=6),
        *_calls("dateadd datediff", snowflake=0.5, tsql=0.5, redshift=0.5),
    ]


def _oracle() -> list[Clue]:
    return [
        Clue("\n/", r"[\r\n]/[ \t]*(?=[\r\n]|\Z)", {"oracle": 5}),
        Clue("(+)", r"\(\+\)", {"oracle": 5}),
        Clue("dual", r"from\s+dual\b", {"oracle": 4, "mysql": 0.5}),
        Clue("connect", r"connect\s+by\s", {"oracle": 4, "snowflake": 1}),
        Clue("package", r"create\s+(?:or\s+replace\s+)?(?:editionable\s+)?package\s", {"oracle": 10}),
        Clue("@", r"(?:from|join|into)\s+[\w.]+@[a-z]", {"oracle": 4}),
        Clue("keep", r"keep\s*\(\s*dense_rank", {"oracle": 5}),
        *_words("editionable noneditionable", oracle=8),
        Clue("%", r"%(?:row)?type\b", {"oracle": 4, "postgres": 2}),
        Clue("nextval", r"\w\.nextval", {"oracle": 4, "snowflake": 1}),
        Clue("bulk", r"bulk\s+collect", {"oracle": 8}),
        Clue(":=", r"[a-z]\w*\s*:=", {"oracle": 1.5, "postgres": 1, "snowflake": 1}),
        Clue("number", r"number\s*\(\s*\d+\s*(?:,\s*\d+\s*)?\)", {"oracle": 3, "snowflake": 2}),
        Clue("number", r"\bnumber\s*[,\n]", {"oracle": 2, "snowflake": 1}),
        Clue("prompt", r"[\r\n]prompt\s", {"oracle": 4}),
        Clue("spool", r"[\r\n]spool\s", {"oracle": 5}),
        Clue("minus", r"\sminus\s+select", {"oracle": 2, "snowflake": 0.5, "teradata": 1}),
        *_words("varchar2 nvarchar2 dbms_output pls_integer sys_refcursor utl_file", oracle=8),
        *_words("sysdate systimestamp rownum", oracle=4),
        *_words("all_constraints all_cons_columns all_tables user_tables user_tab_columns dba_indexes", oracle=4),
        *_words("dba_tables dba_objects nologging pctfree", oracle=4),
        Clue("q", r"\bn?q''", {"oracle": 3}),
        Clue("exec", r"[\r\n]exec(?:ute)?\s+\w+\.\w+\s*\([^@\r\n]*\)\s*;", {"oracle": 2}),
        Clue("exception", r"exception\s+when\s+\w+\s+then", {"oracle": 1.5, "postgres": 1.5, "snowflake": 0.5}),
        Clue("loop", r"for\s+\w+\s+in\s+\w+\s+loop", {"oracle": 1.5, "postgres": 1.5}),
        *_words("clob", oracle=2, teradata=0.5),
        *_calls("nvl", oracle=1, redshift=1, spark=1, hive=1, snowflake=0.5, teradata=0.5),
        *_calls("nvl2 decode", oracle=1, redshift=1, snowflake=0.5),
        *_calls("listagg", oracle=1, redshift=1, snowflake=1, duckdb=0.5),
        *_calls("to_date", oracle=1, postgres=0.5, snowflake=0.5, spark=0.5, hive=0.5),
    ]


def _lake() -> list[Clue]:
    return [
        Clue("using", r"using\s+delta\b", {"databricks": 6, "spark": 4}),
        Clue("using", r"using\s+(?:parquet|iceberg|orc|csv|json)\b", {"spark": 5, "databricks": 4}),
        Clue("stored", r"stored\s+as\s", {"hive": 6, "spark": 2, "athena": 3}),
        Clue("format", r"row\s+format\s", {"hive": 5, "athena": 3, "spark": 1}),
        Clue("partitioned", r"partitioned\s+by\s*\(", {"hive": 3, "spark": 2, "databricks": 2, "athena": 2}),
        Clue("lateral", r"lateral\s+view", {"hive": 4, "spark": 4, "databricks": 2}),
        Clue("overwrite", r"insert\s+overwrite", {"hive": 4, "spark": 3, "databricks": 2, "snowflake": 0.5}),
        Clue("function", r"create\s+temporary\s+function\s+[\w.]+\s+as\s*''", {"hive": 8, "spark": 7}),
        Clue("repair", r"msck\s+repair", {"hive": 6, "athena": 3}),
        Clue("hive", r"set\s+hive\.", {"hive": 10}),
        Clue("$", r"\$\{(?:hiveconf|hivevar)", {"hive": 8}),
        Clue("zorder", r"zorder\s+by", {"databricks": 10}),
        Clue("live", r"(?:live|streaming)\s+table", {"databricks": 6}),
        Clue("refresh", r"create\s+or\s+refresh\s", {"databricks": 8}),
        Clue("update", r"update\s+set\s+\*", {"databricks": 5, "spark": 3}),
        Clue("insert", r"insert\s+\*", {"databricks": 5, "spark": 3}),
        Clue("widget", r"create\s+widget\s", {"databricks": 8}),
        Clue("array", r"array<\s*\w", {"bigquery": 1, "hive": 1.5, "spark": 1.5, "databricks": 1}),
        Clue("map", r"map<\s*\w", {"hive": 2, "spark": 2, "databricks": 1.5}),
        Clue("cache", r"cache\s+(?:lazy\s+)?table\s", {"spark": 5}),
        Clue("distribute", r"distribute\s+by", {"hive": 4, "spark": 4}),
        Clue("sort", r"sort\s+by\s", {"hive": 3, "spark": 3}),
        Clue(".`", r"(?:parquet|csv|json|orc|delta|avro|text|binaryfile|iceberg)\.`", {"spark": 7, "databricks": 5}),
        Clue("tablesample", r"tablesample\s*\(\s*bucket\s", {"hive": 5, "spark": 4}),
        Clue("tablesample", r"tablesample\s*\(\s*[\d.]+\s+(?:percent|rows)", {"hive": 2.5, "spark": 2, "tsql": 1.5}),
        Clue("transform", r"transform\s*\([^;]{0,400}?\)\s*using\s+''", {"hive": 5, "spark": 4}),
        Clue("exchange", r"exchange\s+partition\s*\(", {"hive": 4}),
        Clue("columns", r"replace\s+columns\s*\(", {"hive": 4, "spark": 3}),
        Clue("into", r"(?:apply\s+changes|auto\s+cdc)\s+into\s", {"databricks": 10}),
        Clue("stream", r"from\s+stream\s*\(", {"databricks": 5}),
        *_calls("read_files", databricks=6),
        *_words("input__file__name block__offset__inside__file", hive=5, spark=1),
        Clue("external", r"create\s+external\s+table", {"athena": 2, "hive": 2, "redshift": 0.5, "snowflake": 0.5}),
        Clue("format", r"with\s*\([^;)]{0,400}format\s*=", {"trino": 5, "athena": 3}),
        Clue("array", r"partitioned_by\s*=\s*array", {"trino": 5, "athena": 3}),
        Clue("external_location", r"external_location\s*=", {"athena": 7, "trino": 2}),
        Clue("files", r"into\s+files\s*\(\s*''\s*=", {"starrocks": 8}),
        Clue("row", r"as\s+row\s*\(", {"trino": 5}),
        Clue("date_diff", r"date_diff\s*\(\s*''", {"duckdb": 3, "trino": 2.5}),
        Clue("date_add", r"date_add\s*\(\s*''", {"trino": 5, "athena": 2}),
        *_words("tblproperties", hive=3, spark=3, databricks=3, athena=2),
        *_words("serde serdeproperties", hive=4, athena=3),
        *_calls("collect_list collect_set", hive=3, spark=3, databricks=2),
        *_calls("get_json_object from_unixtime", hive=2, spark=2, mysql=0.5),
        *_calls("from_iso8601_timestamp multimap_agg approx_percentile map_agg", trino=3, athena=1.5),
        *_calls("explode posexplode", hive=2, spark=2, databricks=1.5),
        *_calls("approx_distinct date_parse at_timezone", trino=4, athena=2),
        *_calls("element_at", trino=2),
        *_words("cloud_files", databricks=8),
    ]


def _others() -> list[Clue]:
    return [
        Clue("\n.", r"[\r\n]\.(?:read|mode|print|timer|headers?|import|tables)\b", {"duckdb": 4.5, "sqlite": 4}),
        Clue("\n.", r"[\r\n]\.(?:logon|logoff|set|run|export|quit)\b", {"teradata": 10}),
        Clue("''", r"from\s+''\s*(?:[;,]|\Z|where\b|join\b|limit\b|as\b)", {"duckdb": 4}),
        Clue("macro", r"create\s+(?:or\s+replace\s+)?(?:temp\s+)?macro", {"duckdb": 5, "teradata": 3}),
        Clue("all", r"group\s+by\s+all\b", {"duckdb": 1, "snowflake": 1, "bigquery": 1, "databricks": 1}),
        Clue("regexp_matches", r"(?:when|where|and|or|not)\s+regexp_matches\s*\(", {"duckdb": 4}),
        Clue("asof", r"asof\s+(?:left\s+)?join\s", {"duckdb": 4, "snowflake": 2}),
        Clue("datediff", r"datediff\s*\(\s*''", {"duckdb": 3}),
        Clue("format", r"\(\s*format\s+(?:parquet|json)\b", {"duckdb": 3}),
        Clue("format", r"\(\s*format\s+(?:csv|text|binary)\b", {"postgres": 2, "duckdb": 1.5}),
        *_calls("to_days to_hours to_minutes to_seconds to_microseconds", duckdb=3, mysql=0.5),
        *_calls("parquet_scan read_json_auto read_ndjson list_filter list_transform", duckdb=6),
        *_calls("read_csv read_csv_auto read_parquet read_json strptime struct_pack list_value", duckdb=6),
        *_calls("quantile_cont", duckdb=4),
        *_words("hugeint", duckdb=6),
        *_words("autoincrement sqlite_master sqlite_sequence", sqlite=8),
        Clue("glob", r"glob\s+''", {"sqlite": 4, "duckdb": 2}),
        Clue("datetime", r"datetime\s*\(\s*''", {"sqlite": 2}),
        *_words("pragma", sqlite=5, duckdb=2, oracle=1),
        Clue("rowid", r"without\s+rowid", {"sqlite": 10}),
        Clue("indexed", r"indexed\s+by\s", {"sqlite": 5}),
        Clue("trigger", r"create\s+(?:temp\w*\s+)?trigger\s[^;]{1,200}?\son\s+[\w.]+\s+begin\s", {"sqlite": 4}),
        Clue("virtual", r"create\s+virtual\s+table\s", {"sqlite": 8}),
        Clue("or", r"insert\s+or\s+(?:replace|ignore|abort|fail|rollback)", {"sqlite": 5, "duckdb": 3}),
        *_calls("julianday", sqlite=6),
        *_calls("strftime", sqlite=3, duckdb=2),
        Clue("engine", r"engine\s*=?\s*\w*mergetree", {"clickhouse": 12}),
        Clue("cluster", r"on\s+cluster\s", {"clickhouse": 5}),
        Clue("array", r"array\s+join\s", {"clickhouse": 6}),
        Clue("global", r"global\s+(?:any|all|inner|left|join|in|not)\s", {"clickhouse": 5}),
        Clue("partition", r"(?:replace|attach|drop|detach|move)\s+partition\s+''", {"clickhouse": 4}),
        Clue("connector", r"connector\s*=\s*''", {"risingwave": 6}),
        Clue("engine", r"engine\s*=\s*(?:log|tinylog|stripelog|null|buffer|distributed|kafka)\b", {"clickhouse": 6}),
        Clue("by", r"limit\s+\d+\s+by\s", {"clickhouse": 5}),
        *_words("lowcardinality prewhere uint8 uint16 uint32 uint64 datetime64", clickhouse=6),
        *_calls("arrayjoin todate todatetime tostartofday tostartofmonth uniqexact sumif", clickhouse=5),
        *_calls("toyyyymm tostartofhour tostartofweek tostartofinterval grouparray argmax nullable", clickhouse=3),
        Clue("codec", r"codec\s*\(\s*\w", {"clickhouse": 5}),
        Clue("dfs", r"dfs\.(?:\w+\.)?`", {"drill": 16}),
        *_words("multiset casespecific", teradata=8),
        *_words("byteint", teradata=5, snowflake=0.5),
        Clue("volatile", r"volatile\s+(?:multiset\s+|set\s+)?table", {"teradata": 6, "snowflake": 1}),
        Clue("primary", r"primary\s+index\s", {"teradata": 6}),
        Clue("collect", r"collect\s+stat", {"teradata": 6}),
        Clue("fallback", r"no\s+fallback", {"teradata": 8}),
        Clue("locking", r"locking\s+[^;]{1,80}?\sfor\s+access", {"teradata": 10}),
        Clue("data", r"with\s+(?:no\s+)?data\s+(?:unique\s+|no\s+)?(?:primary|on\s+commit)", {"teradata": 6}),
        Clue("format", r"\(\s*format\s*''", {"teradata": 6}),
        Clue("character", r"character\s+set\s+(?:latin|unicode)\b", {"teradata": 5}),
        Clue("bt", r"(?:\A|;)\s*bt\s*;", {"teradata": 6}),
        Clue("replace", r"replace(?<!or replace)\s+(?:view|procedure|macro)\s", {"teradata": 6}),
        Clue("sel", r"(?:\A|;|\()\s*sel\s", {"teradata": 5}),
        *(Clue(verb, rf"(?:\A|;|then)\s*{verb}\s", {"teradata": 5}) for verb in ("del", "upd", "ins")),
        Clue("named", r"\(\s*named\s", {"teradata": 5}),
        *_calls("zeroifnull nullifzero", teradata=2, snowflake=2),
    ]
