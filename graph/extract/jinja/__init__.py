"""Stage 4, core: jinja, read and filled in by hand: bounded, and nothing of a template is ever executed."""
