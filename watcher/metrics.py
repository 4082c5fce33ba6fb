"""Every figure that `status` shows, in one place. Counters only go up; gauges are asked where they live."""

from dataclasses import dataclass, fields


@dataclass(slots=True)
class Metrics:
    """Counters of one process. Times in seconds. Written from the event loop alone."""

    events_seen_total: int = 0
    events_deduplicated_total: int = 0
    batches_total: int = 0
    sweeps_total: int = 0
    sweep_seconds: float = 0.0
    sweep_found_missed_total: int = 0
    files_read_total: int = 0
    files_parsed_total: int = 0
    files_skipped_total: int = 0
    files_renamed_total: int = 0
    files_forgotten_total: int = 0
    parse_seconds: float = 0.0
    cache_hits_total: int = 0
    cache_misses_total: int = 0
    files_linked_total: int = 0
    link_seconds: float = 0.0
    dead_letters_total: int = 0
    transactions_total: int = 0
    nodes_written_total: int = 0
    edges_written_total: int = 0
    write_seconds: float = 0.0
    retries_total: int = 0
    ladder_steps_total: int = 0
    roots_adopted_total: int = 0

    def wrote(self, *, nodes: int, edges: int, seconds: float) -> None:
        """One transaction is in the graph."""
        self.transactions_total += 1
        self.nodes_written_total += nodes
        self.edges_written_total += edges
        self.write_seconds += seconds

    @property
    def rows_written_total(self) -> int:
        return self.nodes_written_total + self.edges_written_total

    def as_dict(self) -> dict[str, int | float]:
        """All counters by name, times rounded to milliseconds."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}
