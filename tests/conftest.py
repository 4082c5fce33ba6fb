"""Fixtures that any test may use."""

pytest_plugins = ("tests.neo4j_server",)
