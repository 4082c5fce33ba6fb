"""Edges to a database: one protocol, two stores (embedded SQLite, Neo4j)."""
