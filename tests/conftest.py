"""Fixtures that any test may use, and how properties are tried."""

from hypothesis import settings

pytest_plugins = ("tests.neo4j_server",)

settings.register_profile("untimed", deadline=None)  # how long an example takes says something of the machine alone
settings.load_profile("untimed")
