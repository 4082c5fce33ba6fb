"""Stage 4, core: one parsed statement in, lineage algebra out. Pure; one bottom-up pass over sqlglot's tree."""
