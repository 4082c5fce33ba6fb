"""Figures that only go up."""

from dataclasses import fields

from watcher.metrics import Metrics


def test_every_figure_is_shown_by_its_name_and_begins_at_zero() -> None:
    shown = Metrics().as_dict()
    assert list(shown) == [field.name for field in fields(Metrics)]
    assert set(shown.values()) == {0}


def test_a_figure_is_named_for_its_unit() -> None:
    assert all(name.endswith(("_total", "_seconds", "_bytes")) for name in Metrics().as_dict())


def test_transactions_add_up() -> None:
    metrics = Metrics()
    metrics.wrote(nodes=3, edges=4, seconds=0.0004)
    metrics.wrote(nodes=1, edges=0, seconds=0.0004)
    assert (metrics.transactions_total, metrics.rows_written_total) == (2, 8)
    assert metrics.as_dict()["write_seconds"] == 0.001
