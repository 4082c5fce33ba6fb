"""Stage 4, core: what a statement's first words already say: which statements carry no lineage, and need no parser."""

import re

from graph.extract.lexer import words

_WORD = re.compile(r"[^\W\d][\w$]*|--[^\n]*|/\*.*?\*/|\S", re.DOTALL)

_CALL = re.compile(r"\.\s*\[?\w+\]?\s*\(")

_FIRST: dict[str, str] = {
    **dict.fromkeys(("GRANT", "REVOKE", "DENY"), "grant"),
    **dict.fromkeys(("COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "ABORT", "SAVE", "BT", "ET"), "transaction"),
    **dict.fromkeys(
        words(
            """
    PRINT RAISERROR THROW RETURN ANALYZE VACUUM CHECKPOINT LOCK UNLOCK EXPLAIN SHOW DESCRIBE DESC PRAGMA KILL
    DBCC WAITFOR RECONFIGURE BACKUP RESTORE CLUSTER REINDEX OPTIMIZE MSCK REFRESH LISTEN NOTIFY UNLISTEN
    ASSERT SIGNAL RESIGNAL GOTO BREAK CONTINUE LEAVE ITERATE OPEN CLOSE FETCH COLLECT DEALLOCATE ENABLE DISABLE DISCARD
    RESET ATTACH DETACH INSTALL LIST LS REMOVE RM PUT GET PURGE FLUSH HANDLER HELP QUIT EXIT SPOOL PROMPT
    WHENEVER CHECK CHECKSUM UNCACHE CLEAR INVALIDATE COMPUTE ADD REPAIR SHUTDOWN SECURITY REASSIGN UNDROP STOP
    START SUSPEND RESUME NULL UNSET SEND MOVE REVERT SETUSER SYSTEM FLASHBACK AUDIT NOAUDIT ASSOCIATE DISASSOCIATE
    FSCK REORG GENERATE RUNSTATS WATCH SUMMARIZE SUBSCRIBE ADMIN CANCEL RECOVER RECOMPRESS REORGANIZE ENFORCE
    RELOAD SUMMARY PROFILE DFS XA CHANGE EXISTS MODIFY
    """
        ),
        "other",
    ),
}
"""First words of statements that move nothing, whatever follows, and their kind. `START`: a transaction."""

_NO_DATA = frozenset(
    words(
        """
    INDEX SCHEMA DATABASE SEQUENCE EXTENSION ROLE USER LOGIN WAREHOUSE STAGE STATISTICS FULLTEXT XML SPATIAL
    PARTITION CERTIFICATE CREDENTIAL KEY SYMMETRIC ASYMMETRIC MASTER SECURITY SERVER LANGUAGE CAST OPERATOR
    AGGREGATE DOMAIN COLLATION CONVERSION POLICY PUBLICATION SUBSCRIPTION TABLESPACE GROUP RESOURCE EVENT
    ENDPOINT QUEUE SERVICE CONTRACT MESSAGE ASSEMBLY RULE DEFAULT BROKER AVAILABILITY APPLICATION COLUMN
    COLUMNSTORE DIRECTORY PROFILE CONTEXT FILE FORMAT INTEGRATION NETWORK SHARE SYSTEM SESSION RESERVATION
    CAPACITY ASSIGNMENT CATALOG CONNECTION SECRET MODEL DATASHARE MONITOR ACCESS TAG MASKING ROW AUTHORIZATION
    QUOTA SETTINGS NAMED ROUTE REMOTE WORKLOAD SEARCH VECTOR PRIMARY CLUSTER TEXT TRANSFORM
    FOREIGN_SERVER CONSTRAINT ALERT SECRETS OUTLINE ROLLBACK DIMENSION LIBRARY VOLUME
    AGGREGATION PASSWORD NOTEBOOK STREAMLIT IMAGE COMPUTE GIT API NOTIFICATION STORAGE REPLICATION FAILOVER OWNED
    """
    )
)
"""What can be created, altered or dropped without any data in it."""

_MODIFIERS = frozenset(
    words(
        """
    OR REPLACE ALTER TEMP TEMPORARY GLOBAL LOCAL UNIQUE CLUSTERED NONCLUSTERED BITMAP CONCURRENTLY IF NOT
    EXISTS HASH EDITIONABLE NONEDITIONABLE PUBLIC PRIVATE TRUSTED DEFINER ONLINE OFFLINE HIDDEN BLOCK AGGREGATING
    """
    )
)


def first_words(text: str, count: int = 8) -> list[str]:
    """The first words and signs in upper case, without comments. Reads only as far as it must."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.startswith(("--", "/*")):
            continue
        found.append(word.upper())
        if len(found) == count:
            break
    return found


def quiet_kind(words: list[str], text: str = "") -> str:
    """The kind of a statement that moves no data and defines no dataset; "" if that must be parsed to be known."""
    if not words:
        return "other"
    first = words[0]
    if first in ("SET", "RETURN") and ("select" in text.lower() or (first == "SET" and words[1:2] == ["@"])):
        return ""
    if first == "RETURN" and len(words) > 1 and not words[1].isdecimal() and words[1] not in ("-", ";", "NULL"):
        return ""
    if first == "FETCH" and "@" in words:
        return ""
    if first == "ALTER" and words[1:2] in (["SESSION"], ["SCHEMA"]) and {"CURRENT_SCHEMA", "TRANSFER"} & set(words):
        return ""
    if first in ("RESET", "DISCARD") and words[1:2] in (["SEARCH_PATH"], ["ALL"]):
        return ""
    if first == "WAITFOR" and words[1:3] == ["(", "RECEIVE"]:
        return ""
    if first == "PRINT" and _CALL.search(text):
        return ""
    if first in _FIRST:
        return _FIRST[first]
    if (first in ("EXEC", "EXECUTE") and words[1:2] == ["AS"]) or (first == "EXTERNAL" and words[1:2] == ["NAME"]):
        return "other"
    if first in ("BEGIN", "END") and words[1:2] in (["DIALOG"], ["CONVERSATION"]):
        return "other"
    if first in ("CREATE", "ALTER", "DROP"):
        what = next((word for word in words[1:] if word not in _MODIFIERS), "")
        if first == "CREATE" and what in ("COLUMN", "ROW") and words[words.index(what) + 1 :][:1] == ["TABLE"]:
            return ""  # HANA: how the table is stored
        if first == "CREATE" and what == "EXTERNAL":
            rest = words[words.index(what) + 1 : words.index(what) + 2]
            return "" if rest in (["TABLE"], ["VIEW"], ["WEB"]) else f"{first.lower()}_other"
        return f"{first.lower()}_{what.lower()}" if what in _NO_DATA else ""
    if first == "LOAD" and len(words) == 2:  # DuckDB: an extension
        return "other"
    if first == "DO" and words[2:3] == ["("]:  # MySQL: a function for its effect
        return "other"
    if first in ("EXPORT", "IMPORT") and words[1:2] == ["DATABASE"]:
        return "other"
    if first == "UPDATE" and words[1:2] == ["STATISTICS"]:
        return "other"
    if first == "BEGIN" and (len(words) == 1 or words[1] in ("TRAN", "TRANSACTION", "WORK", ";", "DISTRIBUTED")):
        return "transaction"
    if first == "END" and len(words) <= 2:
        return "transaction"
    if first == "SET" and (words[1:3] == ["SESSION", "DATABASE"] or "DATASET_ID" in words):
        return ""
    if first == "SET" and words[1:2] not in (["SEARCH_PATH"], ["SCHEMA"], ["CURRENT"]) and "SEARCH_PATH" not in words:
        return "set"
    return ""
