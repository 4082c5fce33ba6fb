"""The door: flags, environment and `lineaged.yaml` in; one frozen `Settings` out, or one line that says what to mend.

Read once, in `cli.py`; each stage gets its own few values. What each layer says is found by `watcher.layers`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from graph.extract.dialects import resolve_dialect
from graph.store.rows import clean_text
from watcher.complaints import complaint
from watcher.layers import Layer, SettingsError, environment_layer, file_layer, flag_layer, known_keys, split_root
from watcher.roots import Root, RootSettings, Rule, root_name, roots_problem, target_problem

__all__ = [
    "Explained",
    "Settings",
    "SettingsError",
    "explain_settings",
    "load_settings",
    "read_graph_password",
    "select_roots",
    "settings_problems",
]

_MIB, _GIB = 2**20, 2**30
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def _known_dialect(name: str) -> str:
    return resolve_dialect(name).name if name else ""


DialectName = Annotated[str, AfterValidator(_known_dialect)]
"""A dialect's own name; "" = detect it file by file."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)


class RuleEntry(_Section):
    """One rule of a root: what holds for the files that `match` names."""

    match: str = Field(min_length=1)
    dialect: DialectName = ""
    target: str = ""

    @field_validator("target")
    @classmethod
    def _target_is_understood(cls, target: str) -> str:
        if target and (problem := target_problem(target)):
            raise ValueError(problem)
        return target


class RootEntry(_Section):
    """One root as settings write it; what is None is taken from the top level."""

    dir: Path
    name: str = ""
    dialect: DialectName | None = None
    default_database: str | None = None
    default_schema: str | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    follow_symlinks: bool | None = None
    rules: tuple[RuleEntry, ...] | None = None


class WatchSettings(_Section):
    """When a change is acted on."""

    debounce_s: float = Field(default=5.0, ge=0, le=3600)
    batch_size: int = Field(default=50, ge=1, le=10_000)
    max_age_s: float = Field(default=30.0, ge=0, le=86_400)
    sweep_interval_s: float = Field(default=60.0, ge=0.1, le=86_400)
    realtime: bool = False
    disable_batching: bool = False
    events: bool = True


class LimitSettings(_Section):
    """What one file may cost. Beyond it, the file is a dead letter with the limit's name as its reason."""

    wall_s: float = Field(default=60.0, gt=0)
    cpu_s: float = Field(default=30.0, gt=0)
    address_space_bytes: ByteSize = Field(default=ByteSize(_GIB), ge=256 * _MIB)  # imports alone map 200 MiB
    size_bytes: ByteSize = Field(default=ByteSize(64 * _MIB), ge=1)
    nesting: int = Field(default=500, ge=1, le=500)  # the compiled parser is not safe beyond it
    statements: int = Field(default=50_000, ge=1)


class CacheSettings(_Section):
    """The parse cache: disposable, bounded by number and by age."""

    enabled: bool = True
    path: Path | None = None  # None: parse_cache.db in the state directory
    max_entries: int = Field(default=10_000, ge=0)
    max_age_days: float = Field(default=30.0, gt=0)


class WriteSettings(_Section):
    """How much goes into one transaction of the graph."""

    files_per_tx: int = Field(default=100, ge=1, le=100)
    rows_per_tx: int = Field(default=20_000, ge=1)
    max_rows_per_file: int = Field(default=200_000, ge=1)


class Settings(BaseSettings):
    """Everything that can be set, checked. Paths are absolute."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)

    state_dir: Path
    graph: str = ""  # "" is replaced by sqlite:<state_dir>/graph.db
    graph_user: str = "neo4j"
    graph_password_file: Path | None = None
    graph_database: str = ""  # "" = the server's own default
    roots: tuple[RootEntry, ...] = ()
    dialect: DialectName = ""
    default_database: str = ""
    default_schema: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_symlinks: bool = False
    rules: tuple[RuleEntry, ...] = ()
    watch: WatchSettings = WatchSettings()
    workers: int | None = Field(default=None, ge=1, le=256)  # None: min(4, cores), capped by memory
    memory_high_percent: float = Field(default=80.0, ge=10, le=100)
    memory_max_bytes: ByteSize | None = Field(default=None, ge=256 * _MIB)  # None: what the machine or the cgroup has
    limits: LimitSettings = LimitSettings()
    drain_s: float = Field(default=8.0, ge=0, le=3600)  # the service promises to be gone 10 s after SIGTERM
    cache: CacheSettings = CacheSettings()
    write: WriteSettings = WriteSettings()
    log_format: Literal["console", "json"] | None = None  # None: console on a terminal, else json
    verbosity: Annotated[int, Field(ge=-2, le=2)] = 0

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Our own layers, strongest first, and nothing else: the process environment is not looked at."""
        assert isinstance(init_settings, InitSettingsSource)
        layers: Sequence[dict[str, Any]] = init_settings.init_kwargs["layers"]
        return tuple(InitSettingsSource(settings_cls, layer) for layer in layers)

    @model_validator(mode="before")
    @classmethod
    def _embedded_by_default(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("graph") or not values.get("state_dir"):
            return values
        return {**values, "graph": f"sqlite:{Path(values['state_dir']) / 'graph.db'}"}

    @field_validator("graph")
    @classmethod
    def _graph_is_understood(cls, url: str) -> str:
        if problem := graph_problem(url):
            raise ValueError(problem)
        return url

    @property
    def cache_path(self) -> Path:
        """Where the parse cache is."""
        return self.cache.path or self.state_dir / "parse_cache.db"


def graph_problem(url: str) -> str | None:
    """What is wrong with a graph URL, or None. Never repeats the URL: there may be a password in it."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "sqlite":
        return None if rest and not rest.startswith("//") else "needs a path: sqlite:PATH"
    if not colon or scheme not in _SCHEMES or not rest.startswith("//"):
        return f"must be sqlite:PATH or one of {', '.join(f'{known}://HOST:PORT' for known in _SCHEMES)}"
    host = rest.removeprefix("//")
    if "@" in host:
        return "must not hold a user or password; say graph_user and graph_password_file instead"
    if "?" in host or "/" in host.rstrip("/"):
        return "must end after the port; say graph_database for the database"
    return None if host.rstrip("/") else f"needs a host: {scheme}://HOST:PORT"


def graph_url(settings: Settings) -> str:
    """The graph's URL as a store takes it, the database of a server after the port."""
    return f"{settings.graph.rstrip('/')}/{settings.graph_database}" if settings.graph_database else settings.graph


# --- loading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Explained:
    """One setting in force. `origin`: "flag --workers", "env LINEAGED_WORKERS", "lineaged.yaml:7" or "default"."""

    key: str
    value: object
    origin: str


def load_settings(flags: Mapping[str, object], env: Mapping[str, str], cwd: Path) -> Settings:
    """Flags over environment over `lineaged.yaml` over defaults. Pure but for reading that one file.

    `flags` has dotted keys (`watch.debounce_s`, and `config` for the file); None means not given. Raises
    `SettingsError`, one line that names the place, the key and the remedy.
    """
    return _validated(_layers(flags, env, cwd))


def explain_settings(flags: Mapping[str, object], env: Mapping[str, str], cwd: Path) -> list[Explained]:
    """Every setting in force and where it came from, in the order of the reference. Raises `SettingsError`."""
    layers = _layers(flags, env, cwd)
    settings = _validated(layers)
    return [
        Explained(
            key,
            _value_at(settings, key),
            next((layer.found[key][1] for layer in layers if key in layer.found), "default"),
        )
        for key in known_keys(Settings)
    ]


def _layers(flags: Mapping[str, object], env: Mapping[str, str], cwd: Path) -> list[Layer]:
    keys = known_keys(Settings)
    return [
        flag_layer(flags, cwd, env),
        environment_layer(env, cwd, keys),
        file_layer(flags.get("config") or env.get("LINEAGED_CONFIG"), cwd, env),
        _default_layer(env),
    ]


def _default_layer(env: Mapping[str, str]) -> Layer:
    """The one default that the environment decides: where state is kept."""
    home = env.get("XDG_STATE_HOME") or (os.path.join(env["HOME"], ".local", "state") if env.get("HOME") else "")  # noqa: PTH118
    return Layer({"state_dir": (str(Path(home) / "lineaged"), "default")} if home else {})


def _validated(layers: Sequence[Layer]) -> Settings:
    make = cast(Callable[..., Settings], Settings)  # the layers stand in for the fields
    try:
        return make(layers=[layer.nested() for layer in layers])
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        worst = min(errors, key=lambda one: one["type"] != "extra_forbidden")  # a typo explains what else is missing
        raise SettingsError(
            complaint(worst, layers, Settings)
        ) from None  # the cause holds the values, and they may be secret


def _value_at(settings: Settings, key: str) -> object:
    value: object = settings
    for part in key.split("."):
        value = getattr(value, part)
    return value


# --- roots -----------------------------------------------------------------------------------------------------------


def select_roots(settings: Settings, arguments: Sequence[str], cwd: Path) -> tuple[Root, ...]:
    """The roots that a command names (`DIR` or `NAME=DIR`), or all that the settings name, sorted by name.

    An argument that names the folder of a configured root takes its name and settings. Folders are resolved but need
    not exist. Raises `SettingsError` for two of one name or one inside another.
    """
    configured = {root.folder: root for root in (_root(entry, settings) for entry in settings.roots)}
    chosen = [_argument_root(argument, settings, configured, cwd) for argument in arguments] or list(
        configured.values()
    )
    unique = {(root.name, root.folder): root for root in chosen}
    for root in unique.values():
        if not root.name or "/" in root.name or root.name != clean_text(root.name):
            raise SettingsError(f"root {root.folder}: needs a name in UTF-8 without '/'; write NAME={root.folder}")
    if problem := roots_problem(unique.values()):
        raise SettingsError(problem)
    return tuple(sorted(unique.values(), key=lambda root: root.name))


def _argument_root(argument: str, settings: Settings, configured: Mapping[Path, Root], cwd: Path) -> Root:
    name, folder = split_root(argument)
    entry = RootEntry(dir=cwd / folder, name=name)
    made = _root(entry, settings)
    known = configured.get(made.folder)
    return Root(name or known.name, made.folder, known.settings) if known else made


def plain_root(folder: Path, settings: Settings) -> Root:
    """The folder as a root: as the settings name it, else by what stands at their top level."""
    made = _root(RootEntry(dir=folder), settings)
    configured = (_root(entry, settings) for entry in settings.roots)
    return next((root for root in configured if root.folder == made.folder), made)


def _root(entry: RootEntry, settings: Settings) -> Root:
    folder = entry.dir.resolve()

    def said(key: str) -> Any:
        own = getattr(entry, key)
        return getattr(settings, key) if own is None else own

    return Root(
        entry.name or root_name(folder),
        folder,
        RootSettings(
            dialect=said("dialect"),
            default_database=said("default_database"),
            default_schema=said("default_schema"),
            include=said("include"),
            exclude=said("exclude"),
            follow_symlinks=said("follow_symlinks"),
            rules=tuple(Rule(rule.match, rule.dialect, rule.target) for rule in said("rules")),
        ),
    )


# --- what only a look at the machine can tell -----------------------------------------------------------------------


def read_graph_password(settings: Settings, env: Mapping[str, str]) -> SecretStr | None:
    """The password of `graph_password_file`, else of the systemd credential `graph-password`, else None.

    One trailing newline is dropped. Raises `SettingsError` if a file that was named cannot be read or is empty.
    """
    credentials = env.get("CREDENTIALS_DIRECTORY")
    credential = Path(credentials) / "graph-password" if credentials else None
    if settings.graph_password_file:
        path = settings.graph_password_file
    elif credential is not None and credential.is_file():
        path = credential
    else:
        return None
    try:
        text = path.read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"graph_password_file: cannot read {path}: {reason}") from None
    if not text:
        raise SettingsError(f"graph_password_file: {path} is empty; write the password into it")
    return SecretStr(text)


def settings_problems(settings: Settings, env: Mapping[str, str], cwd: Path) -> list[str]:
    """What `config check` reports beyond what loading refuses: one line each, empty if all is well."""
    problems = []
    try:
        for root in select_roots(settings, (), cwd):
            if not root.folder.is_dir():
                problems.append(f"root {root.name}: {root.folder} is no folder that can be seen")
            elif not os.access(root.folder, os.R_OK | os.X_OK):
                problems.append(f"root {root.name}: {root.folder} may not be read by this user")
        if not settings.graph.startswith("sqlite:"):
            read_graph_password(settings, env)
    except SettingsError as error:
        problems.append(str(error))
    return problems
