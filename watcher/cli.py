"""The door: the commands. What they do stands elsewhere; here are names, options, exit codes and what is printed."""

import os
import sys
from typing import Annotated

import typer

from watcher.door import USAGE, Door, command, guarded, make_door, print_out, run
from watcher.failpoints import arm

app = typer.Typer(
    name="lineaged",
    help="Keeps a graph of tables, columns and their lineage in step with folders of SQL.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What the parser of options raises; typer has no public name for it."""

Dirs = Annotated[list[str], typer.Argument(metavar="DIR…", help="Folders, or NAME=DIR; none: those of the settings.")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", help="Parser processes.")]
Batching = Annotated[bool, typer.Option("--disable-batching", help="File by file, in parsing and in writing.")]
Dialect = Annotated[str | None, typer.Option("--dialect", metavar="D", help="For files without a rule; else detected.")]


def main() -> None:
    """The installed command. A wrong option is one line, as every other error."""
    if code := guarded(lambda: arm(os.environ)):
        sys.exit(code)
    try:
        sys.exit(app(standalone_mode=False))
    except _UsageError as error:
        message = str(error.format_message()).rstrip(".")  # type: ignore[attr-defined]
        print(
            f"lineaged: {' '.join(message.split())}; see `lineaged --help`",
            file=sys.stderr,
        )
        sys.exit(USAGE)
    except typer.Abort:
        sys.exit(130)


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    cache_stats: Annotated[bool, typer.Option("--cache-stats", help="Show what the parse cache did and exit.")] = False,
    clear_cache: Annotated[bool, typer.Option("--clear-cache", help="Empty the parse cache and exit.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --cache-stats: one JSON object.")] = False,
    state_dir: Annotated[str | None, typer.Option("--state-dir", metavar="DIR", help="Where state is kept.")] = None,
    config: Annotated[str | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
) -> None:
    """See the commands below."""
    if version:
        from importlib.metadata import version as version_of

        print_out(f"lineaged {version_of('lineaged')}")
        raise typer.Exit
    if cache_stats or clear_cache:
        from watcher import cli_cache

        common = dict.fromkeys(("graph", "log_format")) | {"state_dir": state_dir, "config": config}
        door = make_door({**common, "as_json": as_json, "verbose": 0, "quiet": 0})
        sys.exit(guarded(lambda: run(cli_cache.clear(door) if clear_cache else cli_cache.show(door))))
    if context.invoked_subcommand is None:
        print_out(context.get_help())
    elif as_json or state_dir or config:
        command_name = context.invoked_subcommand
        raise typer.BadParameter(f"options of a command stand behind it: lineaged {command_name} --state-dir DIR")


@command(app)
def sync(door: Door, dirs: Dirs = [], workers: Workers = None, disable_batching: Batching = False) -> int:  # noqa: B006
    """Make the graph equal to the files, once; print a summary."""
    from watcher import cli_run

    more = {"workers": workers, "watch.disable_batching": disable_batching or None}
    return cli_run.sync(door, dirs, more)


@command(app)
def watch(
    door: Door,
    dirs: Dirs = [],  # noqa: B006
    realtime: Annotated[bool, typer.Option("--realtime", help="Act as soon as a file is closed.")] = False,
    disable_batching: Batching = False,
    workers: Workers = None,
    batch_size: Annotated[int | None, typer.Option("--batch-size", metavar="N", help="Files a batch.")] = None,
    debounce: Annotated[
        float | None, typer.Option("--debounce", metavar="S", help="Quiet before a file counts.")
    ] = None,
    sweep_interval: Annotated[
        float | None, typer.Option("--sweep-interval", metavar="S", help="Between sweeps.")
    ] = None,
    no_events: Annotated[bool, typer.Option("--no-events", help="Sweeps alone: for network file systems.")] = False,
) -> int:
    """Keep the graph in step with the files until SIGTERM or SIGINT."""
    from watcher import cli_run

    more = {
        "workers": workers,
        "watch.realtime": realtime or None,
        "watch.disable_batching": disable_batching or None,
        "watch.batch_size": batch_size,
        "watch.debounce_s": debounce,
        "watch.sweep_interval_s": sweep_interval,
        "watch.events": False if no_events else None,
    }
    return cli_run.watch(door, dirs, more)


@command(app)
def wait(
    door: Door,
    timeout: Annotated[float | None, typer.Option("--timeout", metavar="S", help="Give up after so long.")] = None,
) -> int:
    """Return once everything that is on disk now is in the graph or a dead letter."""
    from watcher import cli_run

    return cli_run.wait(door, timeout)


@command(app)
def parse(
    door: Door,
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="Files or folders.")],
    each: Annotated[bool, typer.Option("--each", help="Every PATH by itself, one JSON object a line.")] = False,
    dialect: Dialect = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="How much is understood, instead of the facts.")] = False,
) -> int:
    """Print the facts of files; nothing is stored."""
    from watcher import cli_parse

    return run(cli_parse.parse(door, paths, each=each, dialect=dialect, covered=coverage))


@command(app)
def separate(
    door: Door,
    raw: Annotated[str, typer.Argument(metavar="RAW_DIR", help="Scripts, which stay as they are.")],
    out: Annotated[str, typer.Argument(metavar="OUT_DIR", help="A new folder, or one that separate made.")],
    dialect: Dialect = None,
) -> int:
    """Cut scripts into files of one object each, with a manifest that puts them together again."""
    from watcher import cli_separate

    return cli_separate.separate(door, raw, out, dialect)


Name = Annotated[str, typer.Argument(metavar="NAME", help="A table or column: sales.orders, sales.orders.amount.")]
Depth = Annotated[int | None, typer.Option("--depth", metavar="N", help="How many steps; none: all.")]
Via = Annotated[str, typer.Option("--via", metavar="value|all", help="Data alone, or influence too.")]
Format = Annotated[str, typer.Option("--format", metavar="tree|json|dot|mermaid", help="How to print.")]


@command(app)
def upstream(door: Door, name: Name, depth: Depth = None, via: Via = "value", format: Format = "tree") -> int:
    """What a table or column comes from."""
    from watcher import cli_trace

    return run(cli_trace.show(door, name, "upstream", depth, via, format))


@command(app)
def downstream(door: Door, name: Name, depth: Depth = None, via: Via = "value", format: Format = "tree") -> int:
    """What hangs on a table or column."""
    from watcher import cli_trace

    return run(cli_trace.show(door, name, "downstream", depth, via, format))


@command(app)
def impact(
    door: Door,
    names: Annotated[list[str], typer.Argument(metavar="NAME|FILE…", help="Tables, columns, files that write some.")],
    depth: Depth = None,
    via: Via = "all",
    format: Annotated[
        str, typer.Option("--format", metavar="files|tree|json|dot|mermaid", help="How to print.")
    ] = "files",
) -> int:
    """What depends on tables, columns or what files write: by file, with lines."""
    from watcher import cli_impact

    return run(cli_impact.show(door, names, depth, via, format))


@command(app)
def coverage(
    door: Door,
    path: Annotated[
        list[str], typer.Option("--path", metavar="GLOB", help="Only files that match; may be repeated.")
    ] = [],  # noqa: B006
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="So many of what is not understood at most.")
    ] = None,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", metavar="PERCENT", help="Exit 1 if less is understood.")
    ] = None,
) -> int:
    """Statements by status and dialect, and what is not understood, worst first."""
    from watcher import cli_coverage

    return run(cli_coverage.show(door, path, limit, fail_under))


@command(app)
def status(door: Door) -> int:
    """State, backlog, lag, store, last sweep, dead letters, and every stage's figures."""
    from watcher import cli_read

    return cli_read.status(door)


@command(app)
def dump(door: Door) -> int:
    """The whole graph as canonical JSON Lines."""
    from watcher import cli_read

    return run(cli_read.dump(door))


@command(app)
def verify(door: Door) -> int:
    """Compare the graph with a rebuild from the files."""
    from watcher import cli_verify

    return run(cli_verify.verify(door))


@command(app)
def repair(
    door: Door,
    adopt: Annotated[bool, typer.Option("--adopt", help="Take over roots of another state directory.")] = False,
) -> int:
    """Write everything into the graph again, and remove what does not belong."""
    from watcher import cli_run

    return cli_run.repair(door, adopt=adopt)


@command(app)
def forget(door: Door, folder: Annotated[str, typer.Argument(metavar="DIR", help="A recorded root.")]) -> int:
    """Remove one root's facts from graph and state."""
    from watcher import cli_run

    return cli_run.forget(door, folder)


@command(app, "dead-letters")
def dead_letters(
    door: Door,
    action: Annotated[
        str, typer.Argument(metavar="[list|show|replay|export]", help="What to do; none: list.")
    ] = "list",
    ids: Annotated[list[int], typer.Argument(metavar="[ID]…", help="Which; replay without one: all.")] = [],  # noqa: B006
) -> int:
    """What could not be applied, and why: `list`, `show ID`, `replay [ID]`, `export`."""
    from watcher import cli_dead

    return cli_dead.dead_letters(door, action, ids)


@command(app)
def config(
    door: Door,
    action: Annotated[str, typer.Argument(metavar="[show|check]", help="What to do; none: show.")] = "show",
) -> int:
    """The settings in force and where each came from (`show`); whether all they name is there (`check`)."""
    from watcher import cli_config

    return cli_config.config(door, action)
