"""Stage 4, core: ALTER statements that change how rows are kept, who may see them or what is checked, and nothing that
lineage is about: no name, no column, no row."""

from graph.extract.algebra.names_in_text import NameReader
from graph.extract.lexer import words

_HEADS = words(
    """MATERIALIZED FOREIGN EXTERNAL DYNAMIC ICEBERG HYBRID TABLE VIEW FUNCTION PROCEDURE ROUTINE TASK PIPE STREAM
    TRIGGER TYPE PACKAGE SYNONYM STREAMING SOURCE SINK PROJECTION DICTIONARY"""
)
_FILLERS = words("IF EXISTS ONLY")
_QUIET = words(
    """ACTIVATE ALGORITHM ALLOCATE ANALYZE ARCHIVE AUTO_INCREMENT AUTOEXTEND CACHE CHARACTER CHARSET CHECK CLEAR
    CLUSTER COALESCE COLLATE COMMENT COMPACT COMPILE COMPRESS CONCATENATE CONVERT COST DEALLOCATE DEFAULT
    DEPENDS DISABLE DISCARD ENABLE ENGINE EXECUTE FETCH FLASHBACK FORCE FREEZE IMMUTABLE IMPORT INHERIT INITRANS
    INMEMORY LEAKPROOF LOCK LOGGING LOGICAL MATERIALIZE MAXROWS MERGE MINROWS NOCACHE NOCOMPRESS NOLOGGING
    NOPARALLEL NOT OF OPTIMIZE ORDER OWNER PACK_KEYS PARALLEL PCTFREE PCTUSED READ REBUILD RECOVER REFRESH
    REMOVE REORGANIZE REPAIR REPLICA RESET RESUME ROW_FORMAT SECURE SECURITY SET SHRINK SPLIT STABLE START
    STATS_PERSISTENT STOP STORAGE STRICT SUSPEND SYNC TABLESPACE TOUCH TRUNCATE UNARCHIVE UNFREEZE UNSET UPGRADE
    VALIDATE VOLATILE WITHOUT ZORDER"""
)
_RENAMED_INSIDE = words("CONSTRAINT INDEX KEY PARTITION ROLLUP ATTRIBUTE VALUE")
_MOVES = words("SELECT AS EXCHANGE SWITCH SWAP APPEND RENAME LOCATION")
"""What none of these statements has."""


def is_quiet_alter(names: NameReader) -> bool:
    """Whether this is an ALTER of which nothing is to be said."""
    if names.word(0) != "ALTER" or names.word(1) not in _HEADS:
        return False
    at = 1
    while names.word(at) in _HEADS or (names.word(at) in _FILLERS and at > 1):
        at += 1
    _, at = names.name(at)
    if names.word(at) == "(":  # the parameters of a routine
        at = names.skip_brackets(at)
    if names.word(at) == "NO" and names.word(at + 1) == "INHERIT":
        at += 1
    if names.word(at) == "PARTITION" and names.word(at + 1) == "(":  # Hive: of one partition
        at = names.skip_brackets(at + 1)
        if [names.word(at + i) for i in range(3)] == ["RENAME", "TO", "PARTITION"]:
            return True
    if (names.word(at), names.word(at + 1)) in (
        ("PARTITION", "COLUMN"),
        ("PARTITION", "BY"),
        ("UPDATE", "COLUMNS"),
        ("SKEWED", "BY"),
    ):
        return True
    if names.word(at) == "RENAME" and names.word(at + 1) in _RENAMED_INSIDE:
        return True
    if names.word(1) == "TYPE":
        return names.word(at) in ("ADD", "DROP", "ALTER", *_QUIET)
    if names.word(at) == "MOVE":  # Oracle, Postgres: to another tablespace
        return not any(names.word(i) == "TABLE" for i in range(at, len(names.tokens)))
    return names.word(at) in _QUIET and not any(names.word(i) in _MOVES for i in names.level(at))
