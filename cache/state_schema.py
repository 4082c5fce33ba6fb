"""The tables of `state.db`. Core: constants only, beside the one class that uses them (`state.State`)."""

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE roots (
    name TEXT PRIMARY KEY,
    directory TEXT NOT NULL,     -- display form, absolute
    settings TEXT NOT NULL,      -- canonical JSON: verify judges by the same rules whatever the current folder
    device INTEGER NOT NULL,     -- of the folder when it was last seen with files in it
    written_by TEXT NOT NULL,    -- versions and settings that the rows of this root were made with
    seq INTEGER NOT NULL,        -- the graph's transaction counter, as last committed here
    nonce TEXT NOT NULL          -- of that transaction; '' = the graph holds nothing of this root
) WITHOUT ROWID;

CREATE TABLE files (
    id TEXT PRIMARY KEY,         -- minted once, survives renames
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER,  -- stat key; NULL = look again
    hashed_ns INTEGER NOT NULL,  -- wall clock when the bytes were read
    digest BLOB,                 -- SHA-256 of the bytes that were judged; NULL = never read
    facts_key BLOB,              -- where the parse cache has its facts; NULL = a dead letter, or parse again
    dialect TEXT NOT NULL,
    statuses BLOB NOT NULL,      -- statement counts by status, MessagePack
    reason TEXT NOT NULL,        -- '' = fine, else the dead letter's reason
    declarations BLOB,           -- the file's part of the catalog
    links BLOB,                  -- digest of its look-ups, so that equal ones are not written again
    outcome BLOB,                -- digest of what the graph holds of it; NULL = unknown, must be asserted
    dirty_seq INTEGER,           -- newest change that touches it; NULL = clean
    dirty_since INTEGER,         -- oldest change not yet applied
    gone INTEGER NOT NULL        -- deleted on disk, not yet in the graph
) WITHOUT ROWID;
CREATE UNIQUE INDEX files_path ON files (root, path) WHERE gone = 0;
CREATE INDEX files_dirty ON files (dirty_since) WHERE dirty_since IS NOT NULL;

CREATE TABLE lookups (name TEXT NOT NULL, file_id TEXT NOT NULL, PRIMARY KEY (name, file_id)) WITHOUT ROWID;
CREATE INDEX lookups_file ON lookups (file_id);

CREATE TABLE intents (
    root TEXT PRIMARY KEY, seq INTEGER NOT NULL, nonce TEXT NOT NULL, outcomes BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    root TEXT NOT NULL, path TEXT NOT NULL,
    digest BLOB, stage TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, guilty_row TEXT NOT NULL,
    extractor TEXT NOT NULL, strikes INTEGER NOT NULL, at TEXT NOT NULL,
    UNIQUE (root, path)
);
"""
