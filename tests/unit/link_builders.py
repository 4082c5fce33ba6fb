"""Small builders of the lineage algebra and short views of what linking gives, for the linker's tests."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from graph.facts import (
    ColumnDef,
    Cte,
    Define,
    Derived,
    FileFacts,
    Item,
    Join,
    Op,
    Out,
    Query,
    Scan,
    Select,
    Source,
    Star,
    Statement,
    Write,
)
from graph.link.assemble import file_graph
from graph.link.catalog import Catalog
from graph.link.declare import declare
from graph.link.file import link_file
from graph.link.linked import FileContext, LinkedFile, LinkedStatement
from graph.model import Label, NodeId, Props
from graph.names import Name, format_column, format_name

Part: TypeAlias = "str | Query"


def name(text: str) -> Name:
    """`"a.b"` → ("a", "b")."""
    return tuple(text.split("."))


class Block:
    """Interns references and subqueries of one SELECT."""

    def __init__(self) -> None:
        self.refs: list[Name] = []
        self.subqueries: list[Query] = []

    def operand(self, part: Part) -> int:
        if not isinstance(part, str):
            self.subqueries.append(part)
            return -len(self.subqueries)
        ref = name(part)
        if ref not in self.refs:
            self.refs.append(ref)
        return self.refs.index(ref)

    def operands(self, parts: Sequence[Part]) -> tuple[int, ...]:
        return tuple(map(self.operand, parts))

    def output(self, text: str | Out | Star) -> Out | Star:
        if not isinstance(text, str):
            return text
        if text.endswith("*"):
            return Star(name(text[:-2]) if len(text) > 1 else ())
        alias, _, source = text.partition("=")
        source = source if "=" in text else alias
        parts = [part for part in source.split("+") if part]
        return Out(Item(alias.rsplit(".", 1)[-1], self.operands(parts)))


def scan(text: str, *, join: Join | None = None) -> Scan:
    """`"s.t alias"`."""
    table, _, alias = text.partition(" ")
    return Scan(name(table), alias, (), join)


def select(
    *outputs: str | Out | Star,
    frm: Sequence[str | Source] = (),
    on: Sequence[str] = (),
    where: Sequence[Part] = (),
    group: Sequence[str] = (),
    having: Sequence[str] = (),
    order: Sequence[str] = (),
    ctes: Sequence[Cte] = (),
    recursive: bool = False,
) -> Select:
    """A SELECT. `on` belongs to the last source."""
    block = Block()
    sources = [scan(source) if isinstance(source, str) else source for source in frm]
    if on:
        last = sources[-1]
        assert isinstance(last, Scan | Derived)
        join = Join("inner", block.operands(on))
        sources[-1] = (
            Scan(last.name, last.alias, last.columns, join)
            if isinstance(last, Scan)
            else Derived(last.query, last.alias, last.columns, join, (), last.lateral)
        )
    projection = tuple(block.output(output) for output in outputs)
    parts = [block.operands(part) for part in (where, group, having, order)]
    return Select(
        projection,
        tuple(sources),
        tuple(block.refs),
        tuple(block.subqueries),
        where=parts[0],
        group=parts[1],
        having=parts[2],
        order=parts[3],
        ctes=tuple(ctes),
        recursive=recursive,
    )


def table(text: str, *columns: str) -> Define:
    """CREATE TABLE; columns with a leading `!` are the primary key."""
    return Define(
        name(text), "table", tuple(ColumnDef(column.lstrip("!"), primary_key=column[0] == "!") for column in columns)
    )


def view(text: str, query: Query) -> Define:
    return Define(name(text), "view", query=query)


def temp(text: str, *columns: str, query: Query | None = None) -> Define:
    return Define(name(text), "temp", tuple(map(ColumnDef, columns)), query)


def insert(text: str, query: Query, *columns: str) -> Write:
    return Write("insert", name(text), query, tuple(columns))


def facts(*ops: Op | Statement, dialect: str = "ansi") -> FileFacts:
    """One statement an operation."""
    statements = [
        op if isinstance(op, Statement) else Statement(at, (at, at), type(op).__name__.lower(), "parsed", ops=(op,))
        for at, op in enumerate(ops, 1)
    ]
    return FileFacts(dialect, tuple(statements))


def context(path: str = "f.sql", *, root: str = "r", dialect: str = "ansi", **more: str) -> FileContext:
    return FileContext(root, path, dialect, **more)


def program(files: dict[str, FileFacts], **more: str) -> dict[str, LinkedFile]:
    """Link files of one root against one catalog."""
    catalog = Catalog()
    contexts = {path: context(path, dialect=one.dialect, **more) for path, one in files.items()}
    for path, one in files.items():
        catalog.put(contexts[path], declare(one))
    return {path: link_file(one, contexts[path], catalog) for path, one in files.items()}


def link(*ops: Op | Statement, dialect: str = "ansi", **more: str) -> LinkedFile:
    """Link one file alone."""
    return program({"f.sql": facts(*ops, dialect=dialect)}, **more)["f.sql"]


def flows(linked: LinkedFile | LinkedStatement) -> set[str]:
    """`"t.a > x.b"` for value, `"t.a -filter> x"` for influence, over all statements."""
    statements = linked.statements if isinstance(linked, LinkedFile) else (linked,)
    return {
        f"{format_column(source.dataset, source.column)} {arrow} {_end(flow.to.dataset, flow.to.column)}"
        for statement in statements
        for flow in statement.flows
        for source in flow.sources
        for arrow in (">" if flow.via == "value" else f"-{flow.via}>",)
    }


def tables(linked: LinkedFile) -> set[str]:
    """`"t > x value,filter"`."""
    return {f"{format_name(edge.source)} > {format_name(edge.target)} {','.join(edge.via)}" for edge in linked.tables}


def _end(dataset: Name, column: str) -> str:
    return format_column(dataset, column) if column else format_name(dataset)


def ends_of(file: LinkedFile) -> set[Name]:
    """Every dataset of which an edge or a statement of the file makes a node."""
    columns = {end.dataset for edge in file.columns for end in (edge.source, edge.target)}
    tables = {end for edge in file.tables for end in (edge.source, edge.target)}
    refs = {ref.dataset for one in file.statements for ref in (*one.column_reads, *one.column_writes)}
    return columns | tables | refs


def say_the_same(files: Iterable[LinkedFile]) -> None:
    """Asserts that whatever one of these files says of a dataset, column or routine, all of them say: a store keeps
    what is written last."""
    said: dict[NodeId, Props] = {}
    for number, file in enumerate(files):
        for node in file_graph(file, file_id=str(number)).nodes:
            if node.id.label not in (Label.FILE, Label.STATEMENT):
                assert said.setdefault(node.id, node.props) == node.props
