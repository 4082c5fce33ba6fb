"""What is known, in two SQLite files: `state.db` is truth, `parse_cache.db` may be deleted at any time."""
