"""The door: what every command shares. Options in, settings out; errors as one line and an exit code. Shell."""

import asyncio
import functools
import gc
import inspect
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from cache.state import StateError
from graph.names import visible
from graph.store.protocol import StoreError, StoreUnavailable, StoreUnfit
from watcher.control import NoDaemon, StateDirHeld
from watcher.disk import disk_trouble
from watcher.logs import configure_logs
from watcher.pool_task import PoolBroken
from watcher.settings import Settings, SettingsError, load_settings, read_graph_password
from watcher.writer import ForeignOwner

T = TypeVar("T")

DONE, FINDINGS, USAGE, UNREACHABLE, HELD = 0, 1, 2, 3, 4

_COMMON: dict[str, Any] = {
    "state_dir": Annotated[str | None, typer.Option("--state-dir", metavar="DIR", help="Where state is kept.")],
    "graph": Annotated[str | None, typer.Option("--graph", metavar="URL", help="sqlite:PATH, bolt://…, neo4j://….")],
    "config": Annotated[str | None, typer.Option("--config", metavar="FILE", help="Settings file (lineaged.yaml).")],
    "as_json": Annotated[bool, typer.Option("--json", help="One JSON object on standard output, nothing else there.")],
    "log_format": Annotated[str | None, typer.Option("--log-format", metavar="console|json", help="Form of messages.")],
    "verbose": Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more; twice: every file.")],
    "quiet": Annotated[int, typer.Option("--quiet", "-q", count=True, help="Say less.")],
}


@dataclass(frozen=True, slots=True)
class Door:
    """One invocation: its flags, its environment, and how it wants its answers."""

    flags: Mapping[str, object]
    as_json: bool = False
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    cwd: Path = field(default_factory=lambda: _current_folder())

    def settings(self, more: Mapping[str, object] | None = None, *, quietly: bool = False) -> Settings:
        """The settings in force; logging follows them from here on. `quietly`: for a command that prints its own
        summary, what is worth less than a warning is only said with -v."""
        settings = load_settings({**self.flags, **(more or {})}, self.env, self.cwd)
        password = read_graph_password(settings, self.env) if not settings.graph.startswith("sqlite:") else None
        secrets = [password.get_secret_value()] if password else []
        configure_logs(
            sys.stderr,
            log_format=settings.log_format,
            verbosity=settings.verbosity - quietly,
            secrets=secrets,
            env=self.env,
        )
        return settings

    def answer(self, value: Mapping[str, Any], text: str) -> None:
        """The result on standard output: one JSON object, or text."""
        print_out(json.dumps(value, ensure_ascii=False) if self.as_json else text)


class Stop(Exception):
    """End with this exit code and, on standard error, this one line."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code


def command(app: typer.Typer, name: str | None = None, **options: Any) -> Callable[[Callable[..., int | None]], Any]:
    """Register a function `(door, …own parameters) -> exit code` with the common options added to its own."""

    def register(function: Callable[..., int | None]) -> Callable[..., None]:
        own = list(inspect.signature(function).parameters.values())[1:]

        @functools.wraps(function)
        def run(**given: Any) -> None:
            common = {key: given.pop(key) for key in _COMMON}
            sys.exit(guarded(lambda: function(make_door(common), **given)))

        defaults: dict[str, Any] = {"as_json": False, "verbose": 0, "quiet": 0}
        added = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=defaults.get(key), annotation=annotation)
            for key, annotation in _COMMON.items()
        ]
        mine = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        run.__signature__ = inspect.Signature(mine + added)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in mine + added}
        app.command(name, **options)(run)
        return run

    return register


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise Stop(USAGE, "the current folder does not exist any more; change to another") from None


def make_door(common: Mapping[str, Any]) -> Door:
    flags = {key: common[key] for key in ("state_dir", "graph", "config", "log_format")}
    verbosity = int(common["verbose"]) - int(common["quiet"])
    if verbosity:
        flags["verbosity"] = max(-2, min(2, verbosity))
    return Door(flags, as_json=bool(common["as_json"]))


def guarded(action: Callable[[], int | None]) -> int:
    """Run a command; whatever a user can mend becomes one line and an exit code."""
    try:
        return action() or DONE
    except Stop as stop:
        return _say(stop.code, str(stop))
    except (SettingsError, StateError, ValueError) as error:
        return _say(USAGE, str(error))
    except (StateDirHeld, ForeignOwner) as error:
        return _say(HELD, str(error))
    except StoreUnavailable as error:
        return _say(UNREACHABLE, f"the graph cannot be reached ({error}); is it running, and is --graph right?")
    except (NoDaemon, PoolBroken, StoreUnfit, TimeoutError) as error:
        return _say(UNREACHABLE, str(error) or "no answer in time")
    except StoreError as error:
        return _say(UNREACHABLE, f"graph: {error}")
    except sqlite3.OperationalError as error:
        if not disk_trouble(error):
            raise
        return _say(
            UNREACHABLE, f"the state cannot be read or written ({error}); make room on its volume and try again"
        )
    except PermissionError as error:
        return _say(USAGE, f"{error.filename}: {error.strerror}; run as a user who may use it")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130
    except ExceptionGroup as group:
        first = _first(group)
        return guarded(lambda: _raise(first))


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _raise(error: BaseException) -> NoReturn:
    raise error


def _say(code: int, message: str) -> int:
    if message:
        print(f"lineaged: {visible(' '.join(message.split()))}", file=sys.stderr)
    return code


def print_out(text: str) -> None:
    """To standard output, whatever characters a name may hold."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run on a uvloop."""
    import uvloop  # here: commands that need no loop start without it

    # Facts and graphs are trees of immutable values: scanning them all again and again costs a third. What is young is
    # scanned in small parts, for the loop stands still meanwhile: 5 ms, where 50,000 objects took 50.
    gc.freeze()
    gc.set_threshold(5_000, 10, 100)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
