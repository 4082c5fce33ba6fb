"""Answers from the graph: traces, reports, comparisons."""
