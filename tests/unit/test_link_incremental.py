"""N3: after any edits, what was linked step by step is what a rebuild links; an edit of one file parses one file.

`LINEAGED_TEST_SQL=FOLDER` does the same to the files of a folder, 300 of them at the most; `LINEAGED_TEST_SQL_SEED` and
`LINEAGED_TEST_SQL_EDITS` say with which chances and how often."""

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.extract.registry import is_source, name_hint
from graph.extract.request import LimitExceeded
from graph.extract.sql import extract_facts
from graph.extract.text import decode
from graph.facts import FileFacts
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import FileContext, LinkedFile
from graph.names import Name
from tests.unit.link_builders import say_the_same

_NAMES = ("a", "a", "b", "dbo.a", "s.b")
_COLUMNS = ("x", "y")
_MICROSOFT = (
    "create table {t} ({c} int, {d} int)",
    "create view {t} as select * from {u}",
    "create view {t} as select {c}, {d} as z from {u} where {d} = 1",
    "create view {t} ({c}) as select {d} from {u}",
    "alter table {t} add {c} int",
    "exec sp_rename '{t}', 'c'",
    "drop table {t}",
    "create synonym {t} for {u}",
    "select * into {t} from {u}",
    "select {c}, {d} into #t from {u}; insert {t} select * from #t",
    "insert {t} ({c}) select {d} from {u} where {d} > 1",
    "insert {t} select * from {u}",
    "update {t} set {c} = {d}",
    "create function {t}(@p int) returns table as return (select {c}, @p as y from {u} where {d} = @p)",
    "create function {t}(@p int) returns int as"
    " begin declare @r int; select @r = max({c}) from {u}; return @r + @p end",
    "create procedure {t} @p int, @q int output as insert {u} ({c}) values (@p); select @q = {d} from {u};"
    " select {c} from {u}",
    "declare @v int, @w int; select @v = max({c}) from {u}; exec {t} @v, @w output; insert {u} ({d}) values (@w)",
    "insert {u} ({c}) exec {t} 1",
    "insert {u} ({c}) select f.{d} from {t}({d}) f",
    "create procedure {t} as insert {u} select * from #w",
    "select {c} as x into #w from {u}; exec {t}",
    "create trigger {t} on {u} after insert as insert {u} ({c}) select {d} from inserted",
    "use s",
)
_POSTGRES = (
    "create table {t} ({c} int, {d} int)",
    "create view {t} as select * from {u} natural join {t}x",
    "create table {t} as select {c} from {u}",
    "create function {t}(p int) returns int language sql as $$ select max({c}) from {u} $$",
    "create function {t}(p int) returns trigger language plpgsql as $$"
    " begin new.{c} := (select {d} from {u}); return new; end $$",
    "create trigger g before insert on {u} for each row execute function {t}()",
    "insert into {u} ({c}) select {t}({d}) from {u}",
    "insert into {u} values (1, 2)",
    "alter table {t} rename to c",
    "set search_path = s",
    "comment on column {t}.{c} is 'k'",
)


_PAIRS = (
    (
        "create function {t}(@p int) returns int as"
        " begin declare @r int; select @r = max({c}) from {u}; return @r + @p end",
        "insert {u} ({c}) select {t}({d}) from {u}",
    ),
    (
        "create procedure {t} @p int, @q int output as insert {u} ({c}) values (@p); select @q = {d} from {u}",
        "declare @v int, @w int; select @v = max({c}) from {u}; exec {t} @v, @w output; insert {u} ({d}) values (@w)",
    ),
    (
        "create function {t}(@p int) returns table as return (select {c}, @p as y from {u} where {d} = @p)",
        "insert {u} ({c}) select f.{d} from {t}({d}) f",
    ),
    ("create procedure {t} as insert {u} select {c} from #w", "select {c} as x into #w from {u}; exec {t}"),
    ("create procedure {t} as select {c} from {u}", "insert {u} ({c}) exec {t}"),
    ("create view {t} as select * from {u}", "insert {u} select * from {t}"),
    ("create table {t} ({c} int, {d} int)", "insert {u} ({c}) select {d} from {t}"),
)
"""What one file defines, and how another uses it."""

_Shape = tuple[bool, tuple[tuple[str, str], ...]]
"""Whether it is T-SQL; and the file's statements, each with the name that it is about."""


@st.composite
def _shapes(draw: st.DrawFn) -> _Shape:
    microsoft = draw(st.sampled_from([True, True, False]))
    template = st.sampled_from(_MICROSOFT if microsoft else _POSTGRES)
    return microsoft, tuple(draw(st.lists(st.tuples(template, st.sampled_from(_NAMES)), min_size=1, max_size=3)))


def _filled(draw: st.DrawFn, shape: _Shape) -> str:
    microsoft, parts = shape
    column, name = st.sampled_from(_COLUMNS), st.sampled_from(_NAMES)
    statements = [one.format(t=about, u=draw(name), c=draw(column), d=draw(column)) for one, about in parts]
    # The first line says the dialect.
    return "--tsql\n" + "\ngo\n".join(statements) if microsoft else "--postgres\n" + ";\n".join(statements)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    return _filled(draw, draw(_shapes()))


@st.composite
def _edits(draw: st.DrawFn) -> list[tuple[str, str | None]]:
    """Files appear, and change now in a detail, now altogether, and go. Two of them belong together."""
    defining, using = draw(st.sampled_from(_PAIRS))
    shapes: dict[str, _Shape] = {
        "p/a.sql": (True, ((defining, "dbo.a"),)),
        "p/b.sql": (True, ((using, "dbo.a"),)),
        "q/c.sql": draw(_shapes()),
    }
    edits: list[tuple[str, str | None]] = []
    for _ in range(draw(st.integers(3, 10))):
        path = draw(st.sampled_from(sorted(shapes)))
        how = draw(st.sampled_from(["detail", "detail", "detail", "detail", "anew", "gone"]))
        if how == "anew":
            shapes[path] = draw(_shapes())
        edits.append((path, None if how == "gone" else _filled(draw, shapes[path])))
    return edits


@dataclass
class _World:
    """Files that are linked as they change: what changed is parsed, and what had looked it up is linked again."""

    catalog: Catalog = field(default_factory=Catalog)
    facts: dict[str, tuple[FileContext, FileFacts]] = field(default_factory=dict)
    linked: dict[str, LinkedFile] = field(default_factory=dict)
    parsed: int = 0

    def put(self, path: str, text: str) -> None:
        """The file has this text now; its first line says the dialect."""
        self.put_facts(path, extract_facts(text, text.partition("\n")[0][2:]))

    def put_facts(self, path: str, facts: FileFacts) -> None:
        """The file was parsed, and says this now."""
        self.parsed += 1
        context = FileContext("r", path, facts.dialect)
        self.facts[path] = (context, facts)
        self.linked.pop(path, None)
        self._settle(self.catalog.put(context, declare(facts)))

    def remove(self, path: str) -> None:
        """The file is gone."""
        self.facts.pop(path)
        self.linked.pop(path)
        self._settle(self.catalog.remove("r", path))

    def _settle(self, changed: frozenset[Name]) -> None:
        affected = self.catalog.affected(changed)
        for path, (context, facts) in self.facts.items():
            linked = self.linked.get(path)
            if linked is None or linked.lookups & affected:
                self.linked[path] = link_file(facts, context, self.catalog)


@settings(max_examples=150, deadline=None)
@given(_edits())
def test_n3_linking_step_by_step_gives_what_a_rebuild_gives(edits: list[tuple[str, str | None]]) -> None:
    world = _World()
    for path, text in edits:
        before = world.parsed
        if text is not None:
            world.put(path, text)
        elif path in world.facts:
            world.remove(path)
        assert world.parsed - before == (text is not None)
    compare_with_a_rebuild(world)


def compare_with_a_rebuild(world: _World) -> None:
    fresh = Catalog()
    for context, facts in world.facts.values():
        fresh.put(context, declare(facts))
    for path, (context, facts) in world.facts.items():
        assert link_file(facts, context, fresh) == world.linked[path]
    say_the_same(world.linked.values())


@pytest.mark.skipif("LINEAGED_TEST_SQL" not in os.environ, reason="no folder of SQL is given")
@pytest.mark.timeout(3600)
def test_n3_files_of_a_folder_are_linked_step_by_step_as_in_a_rebuild() -> None:
    chances = random.Random(os.environ.get("LINEAGED_TEST_SQL_SEED", "1"))
    found = [path for path in sorted(Path(os.environ["LINEAGED_TEST_SQL"]).rglob("*")) if is_source(path)]
    texts: list[FileFacts] = []
    for path in chances.sample(found, min(300, len(found))):
        try:
            texts.append(extract_facts(decode(path.read_bytes()), name_hint=name_hint(path)))
        except (LimitExceeded, OSError):
            continue
    world = _World()
    for number, facts in enumerate(texts):
        world.put_facts(f"{number}.sql", facts)
    for _ in range(int(os.environ.get("LINEAGED_TEST_SQL_EDITS", "200"))):
        path = f"{chances.randrange(len(texts))}.sql"
        if path in world.facts and chances.random() < 0.4:
            world.remove(path)
        else:
            world.put_facts(path, chances.choice(texts))
    compare_with_a_rebuild(world)


@settings(max_examples=60, deadline=None)
@given(st.lists(_texts(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_n3_the_order_of_files_changes_nothing(texts: list[str], random: object) -> None:
    numbered = list(enumerate(texts))
    first, second = _World(), _World()
    for number, text in numbered:
        first.put(f"{number}.sql", text)
    random.shuffle(numbered)  # type: ignore[attr-defined]  # Hypothesis' own Random
    for number, text in numbered:
        second.put(f"{number}.sql", text)
    assert first.linked == second.linked
