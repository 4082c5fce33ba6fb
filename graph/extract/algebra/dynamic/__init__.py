"""Stage 4, core: dynamic SQL: what the texts may be that a body runs, and the facts that are certain of them."""
