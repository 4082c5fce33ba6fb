"""The project as a whole: what lies where, who imports whom, and that what is written down in two places agrees."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cache", "graph", "watcher")
MAY_IMPORT = {"cache": {"cache"}, "graph": {"graph"}, "watcher": {"watcher", "cache", "graph"}}


def _modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


@pytest.mark.parametrize(
    "name",
    [
        *PACKAGES, "systemd", "tests", "docs", "bench", "examples", ".ci/run", "README.md", "LICENSE", "CHANGELOG.md",
        "CONTRIBUTING.md", "constraints.txt", "pyproject.toml",
    ],
)  # fmt: skip
def test_everything_has_its_place(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_ships_our_packages(package: str) -> None:
    """A stray `graph` of somebody else's would shadow ours, or be shadowed by it. (An editable install lists none.)"""
    assert set(packages_distributions().get(package, ())) <= {"lineaged"}


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_follow_the_way_of_the_data(package: str) -> None:
    for path in _modules(package):
        found = {name.partition(".")[0] for name in _imported(ast.parse(path.read_text(encoding="utf-8")))}
        strangers = found & {*PACKAGES, "tests", "bench"} - MAY_IMPORT[package]
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_every_folder_is_a_package_that_runs_nothing_on_import(package: str) -> None:
    """Parser processes start fast only if importing a package imports nothing else."""
    folders = {path.parent for path in _modules(package)}
    for folder in sorted(folders):
        tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
        kinds = [isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body]
        assert kinds == [True], f"{folder.relative_to(ROOT)}/__init__.py holds more than a docstring"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_opens_with_its_promise(package: str) -> None:
    for path in _modules(package):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.relative_to(ROOT)


@pytest.mark.parametrize("package", PACKAGES)
def test_there_is_no_module_for_odds_and_ends(package: str) -> None:
    names = {path.stem for path in _modules(package)} | {path.parent.name for path in _modules(package)}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


@pytest.mark.parametrize("package", ["cache", "graph"])
def test_no_core_package_reads_the_environment(package: str) -> None:
    """Settings enter at the door alone."""
    for path in _modules(package):
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
        }
        assert not names & {"environ", "getenv"}, path.relative_to(ROOT)


def test_versions_agree() -> None:
    declared = tomllib.loads(_read("pyproject.toml"))["project"]["version"]
    assert version("lineaged") == declared
    assert re.search(rf"^## {re.escape(declared)}\b", _read("CHANGELOG.md"), re.MULTILINE)


def _pins() -> dict[str, str]:
    lines = [line for line in _read("constraints.txt").splitlines() if line and not line.startswith("#")]
    pins = dict(line.split("==") for line in lines)
    assert len(pins) == len(lines)
    return {name.lower().replace("_", "-"): pinned for name, pinned in pins.items()}


def test_the_parser_and_its_compiled_half_are_of_one_version() -> None:
    pins = _pins()
    assert pins["sqlglot"] == pins["sqlglotc"]
    assert f'"sqlglot[c]=={pins["sqlglot"]}"' in _read("pyproject.toml")


def test_every_dependency_is_pinned_and_no_address_is_given() -> None:
    needed = [re.split(r"[\s;<>=!\[(]", one, maxsplit=1)[0].lower() for one in requires("lineaged") or []]
    assert not [name for name in needed if name.replace("_", "-") not in _pins()]
    assert "//" not in _read("constraints.txt")


def test_the_license_is_mit_and_ours() -> None:
    text = _read("LICENSE")
    assert text.startswith("MIT License\n")
    assert "lineaged contributors" in text
    assert tomllib.loads(_read("pyproject.toml"))["project"]["license"] == "MIT"


def test_the_readme_has_two_lines_that_do_all_set_up_and_ci_runs_them_as_they_stand() -> None:
    lines = [line for line in _read("README.md").splitlines() if line.startswith("python3 -m venv")]
    try_it, test_it = lines
    assert "lineaged sync examples" in try_it
    assert "lineaged downstream raw." in try_it
    assert "[test]" in test_it
    assert test_it.endswith("pytest")
    ci = _read(".ci/run")
    assert "grep '^python3 -m venv' README.md" in ci
    assert 'bash -euo pipefail -c "${readme[0]}"' in ci
    assert 'bash -euo pipefail -c "${readme[1]}"' in ci
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_readme_shows_real_output() -> None:
    picture = _read("README.md").partition("```text\n")[2].partition("```")[0]
    assert picture.startswith("raw.order_lines.unit_price")
    assert "mart.daily_revenue.revenue_eur" in picture


def test_links_in_documents_lead_somewhere() -> None:
    made = ROOT / "docs" / "constructs.md"  # `.ci/run` says whether that is up to date
    for document in {*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md")} - {made}:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_unit_starts_the_console_script() -> None:
    """`python -m` would put the current folder in front of our packages."""
    starts = re.findall(r"^ExecStart=(.*)$", _read("systemd/lineaged.service"), re.MULTILINE)
    assert starts == ["/opt/lineaged/bin/lineaged watch"]
    assert tomllib.loads(_read("pyproject.toml"))["project"]["scripts"] == {"lineaged": "watcher.cli:main"}
