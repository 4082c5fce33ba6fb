"""Stage 4, core: what statements define or change of the catalog: tables, their columns and keys, types."""
