"""How a log line looks, and what never gets into one."""

import io
import json
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from watcher.logs import configure_logs, is_journal


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root, parser = logging.getLogger(), logging.getLogger("sqlglot")
    handlers, level, parser_level = list(root.handlers), root.level, parser.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    parser.setLevel(parser_level)


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_away_from_a_terminal_every_line_is_one_json_object() -> None:
    out = io.StringIO()
    configure_logs(out)
    structlog.get_logger().info("batch written", files=12, path="a\nb")
    (line,) = _lines(out)
    assert (line["level"], line["event"], line["files"], line["path"]) == ("info", "batch written", 12, "a\nb")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("verbosity", "heard"),
    [
        (-2, ["error"]),
        (-1, ["warning", "error"]),
        (0, ["info", "warning", "error"]),
        (9, ["debug", "info", "warning", "error"]),
    ],
)
def test_verbosity_decides_what_of_ours_is_heard(verbosity: int, heard: list[str]) -> None:
    out = io.StringIO()
    configure_logs(out, verbosity=verbosity)
    for level in ("debug", "info", "warning", "error"):
        getattr(structlog.get_logger(), level)("x")
    assert [line["level"] for line in _lines(out)] == heard


def test_a_logger_in_use_follows_a_new_configuration() -> None:
    """S4: SIGHUP reads the settings again."""
    first, second = io.StringIO(), io.StringIO()
    log = structlog.get_logger()
    configure_logs(first)
    log.info("one")
    configure_logs(second, verbosity=-1)
    log.info("two")
    log.warning("three")
    assert [line["event"] for line in _lines(first)] == ["one"]
    assert [line["event"] for line in _lines(second)] == ["three"]


@pytest.mark.parametrize("library", ["aiosqlite", "watchdog", "asyncio"])
def test_libraries_are_heard_from_warning_on_whatever_the_verbosity(library: str) -> None:
    """C4: below WARNING the driver prints the parameters that it sends."""
    out = io.StringIO()
    configure_logs(out, verbosity=2)
    logging.getLogger(library).debug("C: RUN %r", {"rows": "CANARY"})
    logging.getLogger(library).info("C: RUN CANARY")
    logging.getLogger(library).warning("connection lost")
    (line,) = _lines(out)
    assert (line["event"], line["logger"]) == ("connection lost", library)


def test_the_parser_that_quotes_its_text_is_silent() -> None:
    """C4."""
    out = io.StringIO()
    configure_logs(out, verbosity=2)
    logging.getLogger("sqlglot").error("'GRANT CANARY' contains unsupported syntax")
    assert out.getvalue() == ""


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.parametrize("secret", ["hunter2-long", 'quote"and\\slash', "ümläut", "sp ace/%41", "it's"])
def test_a_secret_is_blotted_out_however_it_is_quoted(log_format: Any, secret: str) -> None:
    """C4."""
    out = io.StringIO()
    configure_logs(out, log_format=log_format, secrets=[secret])
    log = structlog.get_logger()
    log.warning("it is " + secret, field=secret, deep={"list": [secret]}, error=ValueError(secret))
    try:
        raise ValueError(f"neo4j://u:{secret}@h")
    except ValueError:
        log.exception("failed")
        logging.getLogger("watchdog").exception("driver failed")
    text = out.getvalue()
    assert secret not in text
    assert json.dumps(secret)[1:-1] not in text
    assert repr(secret)[1:-1] not in text
    assert text.count("***") >= 6


def test_local_variables_stay_out_of_tracebacks() -> None:
    """C4."""
    out = io.StringIO()
    for log_format in ("console", "json"):
        configure_logs(out, log_format=log_format)  # type: ignore[arg-type]  # a loop widens the literal
        text_of_a_file = "-".join(["CANARY", "SQL"])
        try:
            len(text_of_a_file) / 0
        except ZeroDivisionError:
            structlog.get_logger().exception("failed")
    assert "ZeroDivisionError" in out.getvalue()
    assert "CANARY-SQL" not in out.getvalue()


def test_a_file_name_cannot_write_a_line_of_its_own_on_the_terminal() -> None:
    """W10."""
    out = io.StringIO()
    configure_logs(out, log_format="console")
    structlog.get_logger().info("file skipped", path="a\n12:00:00 [error] forged\x1b[2J")
    assert out.getvalue().count("\n") == 1
    assert "\x1b" not in out.getvalue()


def test_the_journal_gets_priorities_and_no_second_time_stamp(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+", encoding="utf-8") as out:
        status = os.fstat(out.fileno())
        configure_logs(out, env={"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
        structlog.get_logger().warning("root lost", root="shop")
        logging.getLogger("watchdog").error("down")
        out.seek(0)
        ours, theirs = out.read().splitlines()
    assert json.loads(ours.removeprefix("<4>")) == {"level": "warning", "event": "root lost", "root": "shop"}
    assert json.loads(theirs.removeprefix("<3>")) == {"level": "error", "event": "down", "logger": "watchdog"}


def test_an_inherited_variable_alone_makes_no_journal(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w", encoding="utf-8") as out:
        assert not is_journal(out, {"JOURNAL_STREAM": "1:2"})
    assert not is_journal(io.StringIO(), {"JOURNAL_STREAM": "1:2"})


def test_warnings_of_python_are_logged() -> None:
    out = io.StringIO()
    with warnings.catch_warnings():
        configure_logs(out)
        warnings.simplefilter("always")
        warnings.warn("careful", UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    (line,) = _lines(out)
    assert line["logger"] == "py.warnings"
    assert "careful" in line["event"]


def test_standard_error_is_the_stream_unless_another_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(log_format="json", env={})
    structlog.get_logger().info("here")
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["event"] == "here"
