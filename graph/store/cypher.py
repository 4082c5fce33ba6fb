"""Stage 6, core: every query text that Neo4j is ever sent. Made from the closed enums of the model when this module is
loaded, and from nothing else: what comes out of a file is always a parameter.

In Neo4j a node of ours has the label `Lineaged` beside its own; `key` (unique) is its merge key, `id` its key in the
model, `_said` the names of the properties that are ours, `_reversed` what a table or column is found by. A relationship
of ours has `file`, the id of the file that asserts it; containment (CONTAINS, HAS_COLUMN between nodes of ours) has
none. All else belongs to somebody else.

Questions with many answers collect them into one record, `found`: the driver takes 70 µs for each record, whatever is
in it.
"""

import hashlib
from typing import Final, Literal

from graph.model import EdgeType, Label, NodeId

LOCK_KEY: Final = "!lock"
FIRST_KEY: Final = "A"  # before all merge keys, which begin with a label, and behind the lock's
OWN_NODE_PROPS: Final = ("key", "id", "_said", "_reversed")
OWN_EDGE_PROPS: Final = ("file", "_said")
CONTAINMENT: Final = (EdgeType.CONTAINS, EdgeType.HAS_COLUMN)
OWNED: Final[tuple[EdgeType, ...]] = tuple(kind for kind in EdgeType if kind is not EdgeType.HAS_COLUMN)

_REVERSED_CHARS = 1_000  # by so many last characters of its name a node is found; an index holds no long text
_KEY_BYTES = 1_000  # a range index of Neo4j holds 8,167 bytes; longer names are cut and told apart by their digest
_SEPARATOR = ":"


def merge_key(node: NodeId) -> str:
    """Unique over all labels, never longer than an index allows."""
    key = f"{node.label}{_SEPARATOR}{node.key}"
    data = key.encode()
    if len(data) <= _KEY_BYTES:
        return key
    return f"{data[:_KEY_BYTES].decode(errors='ignore')}…{hashlib.blake2b(data, digest_size=16).hexdigest()}"


def reversed_tail(tail: str) -> str:
    """What is kept of a name that is read from its end."""
    return tail[:_REVERSED_CHARS]


def _ours(relationship: str) -> str:
    """The test for `file`, put so that no plan answers it by scanning an index from end to end, which is what the
    planner likes best while the graph is small."""
    return f"coalesce({relationship}.file, '') <> ''"


def _types(*excluded: EdgeType) -> str:
    return "|".join(kind for kind in EdgeType if kind not in excluded)


_CONTAINMENT = "|".join(CONTAINMENT)
_KINDS: Final[tuple[Label, ...]] = tuple(label for label in Label if label is not Label.SOURCE)

# --- schema ----------------------------------------------------------------------------------------------------------

VERSION: Final = "CALL dbms.components() YIELD name, versions RETURN name, versions"
SCHEMA: Final = (
    "CREATE CONSTRAINT lineaged_key IF NOT EXISTS FOR (n:Lineaged) REQUIRE n.key IS UNIQUE",
    *(f"CREATE INDEX lineaged_{kind.lower()}_file IF NOT EXISTS FOR ()-[r:{kind}]-() ON (r.file)" for kind in OWNED),
    "CREATE INDEX lineaged_reversed IF NOT EXISTS FOR (n:Lineaged) ON (n._reversed)",
    "CALL db.awaitIndexes(300)",
)

# --- one writer at a time --------------------------------------------------------------------------------------------

PING: Final = "RETURN 1 AS one"
LOCK: Final = "MERGE (l:Lineaged {key: $key}) SET l.generation = coalesce(l.generation, 0) + 1"
SOURCE: Final = "MATCH (s:Lineaged {key: $key}) RETURN s.owner AS owner, s.seq AS seq, s.nonce AS nonce"
SOURCES: Final = "MATCH (s:Lineaged&Source) RETURN s.id AS name, s.owner AS owner, s.seq AS seq, s.nonce AS nonce"
SET_SOURCE: Final = """
MERGE (s:Lineaged {key: $key}) SET s:Source, s.id = $id, s.owner = $owner, s.seq = $seq, s.nonce = $nonce
"""
LEAVE_SOURCE: Final = "MATCH (s:Lineaged {key: $key}) SET s.seq = s.seq + 1, s.nonce = $nonce"
FILE_IDS: Final = f"""
MATCH (s:Lineaged {{key: $key}})-[c:CONTAINS]->(f:Lineaged&File) USING INDEX s:Lineaged(key) WHERE {_ours("c")}
RETURN collect(f.id) AS found
"""

# --- nodes -----------------------------------------------------------------------------------------------------------

PRESENT_NODES: Final = f"""
UNWIND $rows AS key MATCH (n:Lineaged {{key: key}}) USING INDEX n:Lineaged(key)
RETURN collect([key, properties(n), labels(n),
  EXISTS {{ (n)<-[c:{_CONTAINMENT}]-(:Lineaged) WHERE c.file IS NULL }}]) AS found
"""
CREATE_NODES: Final[dict[Label, str]] = {
    label: f"UNWIND $rows AS row CREATE (n:Lineaged:{label}) SET n = row.props" for label in _KINDS
}
UPDATE_NODES: Final[dict[Label, str]] = {
    label: f"UNWIND $rows AS row MATCH (n:Lineaged {{key: row.key}}) SET n:{label} SET n += row.props"
    for label in _KINDS
}
CONTAIN: Final = {
    kind: f"""
UNWIND $rows AS row MATCH (p:Lineaged {{key: row.parent}}) MATCH (n:Lineaged {{key: row.key}}) CREATE (p)-[:{kind}]->(n)
"""
    for kind in CONTAINMENT
}

# --- relationships ---------------------------------------------------------------------------------------------------

PRESENT_EDGES: Final = " UNION ALL ".join(
    f"""
MATCH (a:Lineaged)-[r:{kind}]->(b:Lineaged) USING INDEX r:{kind}(file) WHERE r.file IN $files
RETURN collect([elementId(r), '{kind}', a.key, b.key, properties(r)]) AS found
"""
    for kind in OWNED
)
CREATE_EDGES: Final = {
    kind: f"""
UNWIND $rows AS row MATCH (a:Lineaged {{key: row.source}}) MATCH (b:Lineaged {{key: row.target}})
CREATE (a)-[r:{kind}]->(b) SET r = row.props
"""
    for kind in OWNED
}
_FOUND_EDGES: Final = """
MATCH ()-[r:{kind}]->() USING INDEX r:{kind}(file) WHERE r.file IN $files AND elementId(r) IN $rows
"""
UPDATE_EDGES: Final = {kind: _FOUND_EDGES.format(kind=kind) + "SET r += $props[elementId(r)]" for kind in OWNED}
DELETE_EDGES: Final = {kind: _FOUND_EDGES.format(kind=kind) + "DELETE r" for kind in OWNED}

# --- what nothing asserts any more -----------------------------------------------------------------------------------

UNASSERTED: Final = f"""
UNWIND $rows AS key MATCH (n:Lineaged {{key: key}}) USING INDEX n:Lineaged(key)
WHERE NOT n:Source
  AND NOT EXISTS {{ (n)-[r:{_types(*CONTAINMENT)}]-(:Lineaged) WHERE {_ours("r")} }}
  AND NOT EXISTS {{ (n)<-[r:CONTAINS]-(:Lineaged) WHERE {_ours("r")} }}
RETURN collect([key, coalesce(n._said, []),
  EXISTS {{ (n)-[r:{_CONTAINMENT}]->(:Lineaged) WHERE r.file IS NULL }}]) AS found
"""
BARE: Final = "UNWIND $rows AS row MATCH (n:Lineaged {key: row.key}) SET n += row.props"
UNCONTAIN: Final = f"""
UNWIND $rows AS key MATCH (n:Lineaged {{key: key}})<-[c:{_CONTAINMENT}]-(p:Lineaged) USING INDEX n:Lineaged(key)
WHERE c.file IS NULL DELETE c RETURN collect(p.key) AS found
"""
DELETE_NODES: Final = """
UNWIND $rows AS key MATCH (n:Lineaged {key: key}) USING INDEX n:Lineaged(key)
WITH key, n, EXISTS { (n)--() } AS held
FOREACH (free IN CASE WHEN held THEN [] ELSE [n] END | DELETE free)
RETURN collect(CASE WHEN held THEN key END) AS found
"""
LET_GO: Final = f"""
UNWIND $rows AS row MATCH (n:Lineaged {{key: row.key}}) SET n += row.props REMOVE n:Lineaged:{":".join(Label)}
"""
FILES_OF_EDGES: Final = " UNION ALL ".join(
    f"MATCH (:Lineaged)-[r:{kind}]->(:Lineaged) WHERE r.file IS NOT NULL RETURN collect(DISTINCT r.file) AS found"
    for kind in OWNED
)
# --- questions -------------------------------------------------------------------------------------------------------

FILES: Final = """
MATCH (s:Lineaged&Source)-[c:CONTAINS]->(f:Lineaged&File) WHERE c.file IS NOT NULL
RETURN collect([s.id, f.id, f.path]) AS found
"""
SOME_FILES: Final = f"""
UNWIND $rows AS key MATCH (s:Lineaged&Source)-[c:CONTAINS]->(f:Lineaged {{key: key}}) USING INDEX f:Lineaged(key)
WHERE {_ours("c")}
RETURN collect([s.id, f.id, f.path]) AS found
"""
FIND: Final = """
MATCH (n:Lineaged {_reversed: $tail}) USING INDEX n:Lineaged(_reversed) RETURN collect([n.key, n.id]) AS found
"""
FIND_SUFFIX: Final = """
MATCH (n:Lineaged) USING INDEX n:Lineaged(_reversed) WHERE n._reversed STARTS WITH $tail
RETURN collect([n.key, n.id]) AS found
"""
READERS: Final = f"""
UNWIND $rows AS key MATCH (n:Lineaged {{key: key}}) USING INDEX n:Lineaged(key)
MATCH (s:Lineaged&Statement)-[r:READS]->(n) WHERE {_ours("r")}
RETURN collect([n.key, n.id, s.id, properties(s), r.file]) AS found
"""
FILES_AT: Final = f"""
MATCH (s:Lineaged {{key: $key}})-[c:CONTAINS]->(f:Lineaged&File {{path: $path}}) USING INDEX s:Lineaged(key)
WHERE {_ours("c")}
RETURN collect(f.key) AS found
"""
WRITTEN_BY: Final = f"""
UNWIND $rows AS key MATCH (f:Lineaged {{key: key}}) USING INDEX f:Lineaged(key)
MATCH (f)-[:CONTAINS]->(s:Lineaged&Statement)-[w:WRITES|DEFINES]->(t:Lineaged&Table) WHERE {_ours("w")}
RETURN collect(DISTINCT [t.key, t.id]) AS found
"""
ALIKE: Final = """
MATCH (n:Lineaged) WHERE n._reversed IS NOT NULL
WITH n, size([tail IN $tails WHERE n._reversed CONTAINS tail]) AS held WHERE held > 0
WITH n ORDER BY held DESC, n:Column, size(n.id), n.key LIMIT $limit RETURN collect([n.key, n.id]) AS found
"""
FILE_KEYS: Final = f"""
MATCH (s:Lineaged&Source)-[c:CONTAINS]->(f:Lineaged&File) WHERE {_ours("c")} RETURN collect(f.key) AS found
"""
STATEMENTS: Final = f"""
UNWIND $rows AS key MATCH (s:Lineaged&Source)-[c:CONTAINS]->(f:Lineaged {{key: key}}) USING INDEX f:Lineaged(key)
WHERE {_ours("c")}
RETURN collect([s.id, f.id, properties(f),
  COUNT {{ (f)-[:CONTAINS]->(p:Lineaged&Statement) WHERE coalesce(p.status, 'parsed') = 'parsed' }},
  [(f)-[:CONTAINS]->(u:Lineaged&Statement) WHERE u.status <> 'parsed' | [u.id, properties(u)]]]) AS found
"""
PAGE_OF_NODES: Final = f"""
MATCH (n:Lineaged) WHERE n.key > $after AND n.id IS NOT NULL WITH n ORDER BY n.key LIMIT $limit
RETURN collect([n.key, properties(n),
  [(p:Lineaged)-[c:{_CONTAINMENT}]->(n) WHERE c.file IS NULL | [p.key, p.id]]]) AS found
"""
COUNT_NODES: Final = """
MATCH (n:Lineaged) WHERE n.key CONTAINS ':' RETURN split(n.key, ':')[0] AS name, count(*) AS total
"""
COUNT_EDGES: Final = {
    kind: f"MATCH (:Lineaged)-[r:{kind}]->(:Lineaged) {'' if kind in CONTAINMENT else 'WHERE r.file IS NOT NULL '}"
    "RETURN count(*) AS total"
    for kind in EdgeType
}


def _neighbours(end: Literal["upstream", "downstream"], influence: bool) -> str:
    types = "FEEDS|FLOWS_TO|INFLUENCES" if influence else "FEEDS|FLOWS_TO"
    start = "b" if end == "upstream" else "a"
    return f"""
UNWIND $rows AS key MATCH ({start}:Lineaged {{key: key}}) USING INDEX {start}:Lineaged(key)
MATCH (a:Lineaged)-[r:{types}]->(b:Lineaged) WHERE {_ours("r")}
RETURN collect([type(r), a.key, a.id, b.key, b.id, properties(r)]) AS found
"""


_ENDS: Final[tuple[Literal["upstream", "downstream"], ...]] = ("upstream", "downstream")
NEIGHBOURS: Final = {(end, influence): _neighbours(end, influence) for end in _ENDS for influence in (False, True)}

QUERY_TEXTS: Final = frozenset(
    [
        *(VERSION, *SCHEMA, PING, LOCK, SOURCE, SOURCES, SET_SOURCE, LEAVE_SOURCE, FILE_IDS),
        *(PRESENT_NODES, *CREATE_NODES.values(), *UPDATE_NODES.values(), *CONTAIN.values()),
        *(PRESENT_EDGES, *CREATE_EDGES.values(), *UPDATE_EDGES.values(), *DELETE_EDGES.values()),
        *(UNASSERTED, BARE, UNCONTAIN, DELETE_NODES, LET_GO, FILES_OF_EDGES),
        *(READERS, FILES_AT, WRITTEN_BY, ALIKE, FILE_KEYS, STATEMENTS),
        *(FILES, SOME_FILES, FIND, FIND_SUFFIX, PAGE_OF_NODES, COUNT_NODES, *COUNT_EDGES.values()),
        *NEIGHBOURS.values(),
    ]
)
