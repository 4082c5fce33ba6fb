"""The door: what is logged, how it looks, and what never gets out. Logs go to one stream, standard error.

A terminal gets aligned text, everything else one JSON object a line. Where the stream is the journal's own, lines start
with the priority that `journalctl -p` filters by and carry no time stamp, because the journal has both.
"""

import json
import logging
import os
import sys
from collections.abc import Collection, Mapping, MutableMapping
from typing import Any, Literal, TextIO
from urllib.parse import quote

import structlog

LogFormat = Literal["console", "json"]

_LEVELS = {-2: logging.ERROR, -1: logging.WARNING, 0: logging.INFO, 1: logging.DEBUG, 2: logging.DEBUG}
_PRIORITIES = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}
_SHORTEST_SECRET = 4  # replacing anything shorter would shred every line, and it would be no secret
# Its warnings quote the text that it parses; what could not be parsed is in the statement's status instead.
_SILENCED = "sqlglot"


def configure_logs(
    stream: TextIO | None = None,
    *,
    log_format: LogFormat | None = None,
    verbosity: int = 0,
    secrets: Collection[str] = (),
    env: Mapping[str, str] | None = None,
) -> None:
    """Send our own logs and those of the libraries to `stream`. May be repeated; the last call counts.

    `log_format` None: console on a terminal, else JSON. `verbosity`: -2 errors, -1 warnings, 0 batches, 1 files.
    Libraries are heard from WARNING on whatever the verbosity: below it drivers print what they send. `secrets` are
    blotted out wherever they stand in a line. `stream` None: standard error. `env` (None: the process's own) tells of
    the journal and of NO_COLOR.
    """
    stream = sys.stderr if stream is None else stream
    env = os.environ if env is None else env
    journal = is_journal(stream, env)
    console = (log_format or ("console" if stream.isatty() else "json")) == "console"
    render: list[Any] = _console(stream, env) if console else [structlog.processors.format_exc_info, _json]
    finish: list[Any] = [*render, Redact(secrets), *([_prioritise] if journal and not console else [])]
    stamp = [] if journal else [structlog.processors.TimeStamper("%H:%M:%S" if console else "iso", utc=not console)]
    shared: list[Any] = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, *stamp]
    structlog.configure(
        processors=[*shared, *finish],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[max(-2, min(2, verbosity))]),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,  # SIGHUP may change the level of loggers that are in use
    )
    _adopt_libraries(stream, [structlog.stdlib.add_logger_name, *shared], finish)


def is_journal(stream: TextIO, env: Mapping[str, str]) -> bool:
    """Is `stream` the socket that systemd named in JOURNAL_STREAM? A child may have inherited only the variable."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):  # not a real file
        return False
    return env.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _adopt_libraries(stream: TextIO, before: list[Any], finish: list[Any]) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_SILENCED).setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(True)


class Redact:
    """Last processor: a rendered line with every secret replaced by `***`, however it was quoted."""

    def __init__(self, secrets: Collection[str]) -> None:
        plain = {
            spelling
            for secret in secrets
            if len(secret) >= _SHORTEST_SECRET
            for spelling in (secret, repr(secret)[1:-1], quote(secret, safe=""))
        }
        spellings = plain | {json.dumps(spelling)[1:-1] for spelling in plain}
        self._spellings = sorted(spellings, key=len, reverse=True)

    def __call__(self, logger: object, method: str, line: str) -> str:
        for spelling in self._spellings:
            line = line.replace(spelling, "***")
        return line


def _console(stream: TextIO, env: Mapping[str, str]) -> list[Any]:
    colors = stream.isatty() and not env.get("NO_COLOR")
    # The plain formatter: the pretty one prints local variables, and they hold what files say.
    return [
        _on_one_line,
        structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback),
    ]


def _on_one_line(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """File names may hold newlines and escape sequences; a terminal must not obey them."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[key] = repr(value)
    return event


def _json(logger: object, method: str, event: MutableMapping[str, Any]) -> str:
    # The level stays readable for `_prioritise`, which sees only the line: it always comes first.
    head = {"level": event.pop("level", method), "event": event.pop("event", "")}
    return json.dumps({**head, **event}, default=repr)


def _prioritise(logger: object, method: str, line: str) -> str:
    level = line.removeprefix('{"level": "').partition('"')[0]
    return f"<{_PRIORITIES.get(level, 6)}>{line}"
