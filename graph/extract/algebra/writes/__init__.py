"""Stage 4, core: statements that write rows: which target gets what, and which rows."""
