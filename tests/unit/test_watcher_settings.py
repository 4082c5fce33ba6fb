"""Flags over environment over lineaged.yaml over defaults; every complaint is one line that names place and remedy."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from watcher.layers import known_keys
from watcher.settings import (
    Settings,
    SettingsError,
    explain_settings,
    load_settings,
    read_graph_password,
    select_roots,
    settings_problems,
)

HOME = {"HOME": "/home/someone"}
Load = Callable[..., Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Settings from a YAML text, flags and environment, in a folder of their own."""

    def loaded(text: str = "", flags: Mapping[str, object] | None = None, env: Mapping[str, str] = HOME) -> Settings:
        (tmp_path / "lineaged.yaml").write_text(text, encoding="utf-8")
        return load_settings(flags or {}, env, tmp_path)

    return loaded


def test_each_layer_overrides_the_ones_below_it(load: Load) -> None:
    text = "workers: 2\nwatch: {batch_size: 20, debounce_s: 2, max_age_s: 9}\ndrain_s: 3\n"
    env = {**HOME, "LINEAGED_WORKERS": "3", "LINEAGED_WATCH_BATCH_SIZE": "30"}
    settings = load(text, {"workers": 4, "watch.debounce_s": None}, env)
    assert settings.workers == 4
    assert settings.watch.batch_size == 30
    assert (settings.watch.debounce_s, settings.watch.max_age_s, settings.drain_s) == (2, 9, 3)
    assert settings.watch.sweep_interval_s == 60


def test_the_origin_of_every_setting_is_known(tmp_path: Path) -> None:
    (tmp_path / "lineaged.yaml").write_text("workers: 2\nwatch:\n  batch_size: 20\n", encoding="utf-8")
    explained = explain_settings({"workers": 1}, {**HOME, "ENABLE_PARSE_CACHE": "0"}, tmp_path)
    by_key = {one.key: (one.value, one.origin) for one in explained}
    assert list(by_key) == known_keys(Settings)
    assert by_key["workers"] == (1, "flag --workers")
    assert by_key["cache.enabled"] == (False, "env ENABLE_PARSE_CACHE")
    assert by_key["watch.batch_size"] == (20, "lineaged.yaml:3")
    assert by_key["drain_s"] == (8.0, "default")


@pytest.mark.parametrize(
    ("env", "flag", "expected"),
    [
        ({"HOME": "/h"}, None, "/h/.local/state/lineaged"),
        ({"HOME": "/h", "XDG_STATE_HOME": "/x"}, None, "/x/lineaged"),
        ({"HOME": "/h", "STATE_DIRECTORY": "/var/lib/lineaged:/other"}, None, "/var/lib/lineaged"),
        ({"STATE_DIRECTORY": "/var/lib/lineaged", "LINEAGED_STATE_DIR": "/e"}, None, "/e"),
        ({"LINEAGED_STATE_DIR": "/e"}, "/f", "/f"),
    ],
)
def test_the_state_directory_is_found_in_the_documented_order(
    load: Load, env: Mapping[str, str], flag: str | None, expected: str
) -> None:
    settings = load("", {"state_dir": flag}, env)
    assert settings.state_dir == Path(expected)
    assert settings.graph == f"sqlite:{expected}/graph.db"
    assert settings.cache_path == Path(expected) / "parse_cache.db"


def test_the_names_that_others_coined_are_honoured_and_ours_win(load: Load) -> None:
    env = {**HOME, "ENABLE_PARSE_CACHE": "false", "PARSE_CACHE_PATH": "/c/cache.db"}
    assert load(env=env).cache.enabled is False
    assert load(env=env).cache_path == Path("/c/cache.db")
    assert load(env={**env, "LINEAGED_CACHE_ENABLED": "true"}).cache.enabled is True


def test_paths_start_where_they_were_written(load: Load, tmp_path: Path) -> None:
    text = "state_dir: state\ngraph: sqlite:g.db\ngraph_password_file: ~/pw\nroots: [sql, n=~/x]\n"
    settings = load(text)
    assert settings.state_dir == tmp_path / "state"
    assert settings.graph == f"sqlite:{tmp_path}/g.db"
    assert settings.graph_password_file == Path("/home/someone/pw")
    assert [(root.name, root.dir) for root in settings.roots] == [
        ("", tmp_path / "sql"),
        ("n", Path("/home/someone/x")),
    ]


def test_an_empty_variable_and_an_empty_key_say_nothing(load: Load) -> None:
    settings = load("workers:\ncache:\n", env={**HOME, "LINEAGED_WORKERS": "", "LINEAGED_GRAPH": ""})
    assert settings.workers is None
    assert settings.cache.enabled


def test_lists_in_the_environment_are_parted(load: Load) -> None:
    settings = load(env={**HOME, "LINEAGED_EXCLUDE": "a/**, b", "LINEAGED_ROOTS": "/srv/a:x=/srv/b"})
    assert settings.exclude == ("a/**", "b")
    assert [(root.name, str(root.dir)) for root in settings.roots] == [("", "/srv/a"), ("x", "/srv/b")]


def test_sizes_may_be_written_for_people(load: Load) -> None:
    assert load("limits: {size_bytes: 2 MiB}").limits.size_bytes == 2 * 2**20
    assert load("memory_max_bytes: 3221225472").memory_max_bytes == 3 * 2**30


def test_a_config_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: cannot be read: No such file"):
        load_settings({"config": "nowhere.yaml"}, HOME, tmp_path)
    (tmp_path / "other.yaml").write_text("workers: 7", encoding="utf-8")
    assert load_settings({}, {**HOME, "LINEAGED_CONFIG": "other.yaml"}, tmp_path).workers == 7


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("wrokers: 3", "lineaged.yaml:1: unknown setting wrokers; did you mean workers?"),
        (
            "#\nwatch:\n  debonce_s: 3",
            "lineaged.yaml:3: unknown setting watch.debonce_s; did you mean watch.debounce_s?",
        ),
        ("roots:\n  a:\n    dir: x\n    dialekt: y", "lineaged.yaml:4: unknown setting roots.0.dialekt; did you mean"),
        ("roots: [{dir: x, rules: [{mach: y}]}]", "unknown setting roots.0.rules.0.mach; did you mean"),
        (
            "watch.debounce_s: 3",
            "lineaged.yaml:1: unknown setting watch.debounce_s; write `debounce_s:` indented below",
        ),
        ("dialect: postgress", "lineaged.yaml:1: dialect: unknown dialect 'postgress'; did you mean 'postgres'?"),
        ("workers: many", "lineaged.yaml:1: workers: must be a whole number"),
        ("workers: 0", "lineaged.yaml:1: workers: must be greater than or equal to 1"),
        ("write: {files_per_tx: 1000}", "write.files_per_tx: must be less than or equal to 100"),
        ("watch: 3", "lineaged.yaml:1: watch: must be a section"),
        ("include: '*.sql'", "lineaged.yaml:1: include: must be a list"),
        ("limits:\n  size_bytes: 1 lightyear", "lineaged.yaml:2: limits.size_bytes: must be a number of bytes"),
        ("limits: {wall_s: .inf}", "limits.wall_s: must be a finite number"),
        ("log_format: xml", "log_format: must be 'console' or 'json'"),
        ("roots: [{name: x}]", "roots.0.dir: must be given"),
        ("roots: [{dir: x, rules: [{match: a, target: '{0}'}]}]", "roots.0.rules.0.target: knows {-1}"),
        ("workers: 1\nworkers: 2", "lineaged.yaml:2: key 'workers' stands twice"),
        ("on: 1", "lineaged.yaml:1: key 'on' is no name"),
        ("- 1", "lineaged.yaml:1: must be a mapping"),
        ("a: [1", "lineaged.yaml:1: is not YAML"),
        ("\0\0\0", "lineaged.yaml: is not YAML"),  # what a crash of the machine may leave of a file
        ("a: !!python/object:os.system 1", "lineaged.yaml:1: is not YAML"),
        ("a: &a [*a]", "unknown setting a"),
        ("graph: http://x", "graph: must be sqlite:PATH or one of"),
        ("graph: 'sqlite:'", "graph: needs a path"),
        ("graph: neo4j://h:7687/db", "graph: must end after the port; say graph_database"),
    ],
)
def test_a_mistake_is_one_line_with_its_place_and_remedy(load: Load, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(text)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("env", "complaint"),
    [
        ({**HOME, "LINEAGED_WORKRES": "1"}, "env LINEAGED_WORKRES: unknown setting; did you mean LINEAGED_WORKERS?"),
        ({**HOME, "LINEAGED_WORKERS": "x"}, "env LINEAGED_WORKERS: workers: must be a whole number"),
        ({}, "no home folder to keep state in; give --state-dir"),
    ],
)
def test_a_mistake_in_the_environment_names_its_variable(load: Load, env: Mapping[str, str], complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(env=env)
    assert complaint in str(caught.value)


def test_a_mistake_in_a_flag_names_the_flag(load: Load) -> None:
    with pytest.raises(SettingsError, match=r"flag --batch-size: watch\.batch_size: must be greater"):
        load(flags={"watch.batch_size": 0})


@pytest.mark.parametrize(
    ("text", "env"),
    [
        ("graph: neo4j://neo4j:CANARY@host", HOME),
        ("graph_password: CANARY", HOME),
        ("", {**HOME, "LINEAGED_GRAPH": "bolt://u:CANARY@h"}),
        ("", {**HOME, "LINEAGED_GRAPH_PASSWORD": "CANARY"}),
        ("workers: CANARY", HOME),
    ],
)
def test_a_secret_in_the_wrong_place_is_refused_and_not_repeated(load: Load, text: str, env: Mapping[str, str]) -> None:
    """C4, C5."""
    with pytest.raises(SettingsError) as caught:
        load(text, env=env)
    assert "CANARY" not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_the_password_comes_from_its_file_else_from_the_credential(load: Load, tmp_path: Path) -> None:
    """C5."""
    (tmp_path / "pw").write_text("from file\n", encoding="utf-8")
    (tmp_path / "graph-password").write_text("credential", encoding="utf-8")
    env = {**HOME, "CREDENTIALS_DIRECTORY": str(tmp_path)}
    named = load("graph_password_file: pw")
    secret, credential = read_graph_password(named, env), read_graph_password(load(), env)
    assert secret is not None and secret.get_secret_value() == "from file"
    assert "from file" not in repr(secret)
    assert credential is not None and credential.get_secret_value() == "credential"
    assert read_graph_password(load(), HOME) is None


def test_a_password_file_that_cannot_be_read_is_named(load: Load, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nothing: No such file"):
        read_graph_password(load("graph_password_file: nothing"), HOME)
    (tmp_path / "pw").write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="pw is empty"):
        read_graph_password(load("graph_password_file: pw"), HOME)


def test_a_root_takes_from_the_top_level_what_it_does_not_say_itself(load: Load, tmp_path: Path) -> None:
    text = "dialect: tsql\nexclude: [old]\nroots:\n  a: {dir: x, dialect: postgres}\n  b: y\n"
    one, two = select_roots(load(text), (), tmp_path)
    assert (one.name, one.folder, one.settings.dialect, one.settings.exclude) == (
        "a",
        tmp_path / "x",
        "postgres",
        ("old",),
    )
    assert (two.name, two.folder, two.settings.dialect) == ("b", tmp_path / "y", "tsql")


def test_an_argument_finds_the_settings_of_its_folder(load: Load, tmp_path: Path) -> None:
    settings = load("roots:\n  a: {dir: x, dialect: postgres}\n")
    (tmp_path / "x").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "x")
    (by_folder,) = select_roots(settings, ["x"], tmp_path)
    (by_link,) = select_roots(settings, ["other=link"], tmp_path)
    (new,) = select_roots(settings, ["z"], tmp_path)
    assert (by_folder.name, by_folder.settings.dialect) == ("a", "postgres")
    assert (by_link.name, by_link.folder, by_link.settings.dialect) == ("other", tmp_path / "x", "postgres")
    assert (new.name, new.settings.dialect) == ("z", "")


def test_a_folder_that_is_given_twice_is_one_root(load: Load, tmp_path: Path) -> None:
    assert len(select_roots(load(), ["x", "x/", "./x"], tmp_path)) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["x", "x/y"], "lies inside root"),
        (["a/x", "b/x"], "two roots are called 'x'"),
        (["/"], "needs a name in UTF-8 without '/'"),
    ],
)
def test_roots_that_cannot_live_together_are_refused(
    load: Load, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        select_roots(load(), arguments, tmp_path)


def test_config_check_finds_what_only_the_machine_can_tell(load: Load, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    text = "roots: [here, gone]\ngraph: bolt://localhost:7687\ngraph_password_file: missing\n"
    problems = settings_problems(load(text), HOME, tmp_path)
    assert len(problems) == 2
    assert "gone is no folder" in problems[0]
    assert "missing" in problems[1]
    assert settings_problems(load("roots: [here]"), HOME, tmp_path) == []
