"""The graph in memory that other tests lean on keeps the stores' contract: a fake that did not would prove nothing."""

import pytest

from tests.integration import test_store_contract as contract
from tests.integration.store_graphs import Writer
from tests.memory_graph import MemoryGraph


@pytest.fixture
def store() -> MemoryGraph:
    return MemoryGraph()


@pytest.fixture
def writer(store: MemoryGraph) -> Writer:
    return Writer(store)


globals().update({name: test for name, test in vars(contract).items() if name.startswith("test_")})
