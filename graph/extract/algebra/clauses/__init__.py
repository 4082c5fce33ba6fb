"""Stage 4, core: clauses of queries that have rules of their own, as columns consumed and produced."""
