"""`docs/constructs.md` from the cases: which constructs of which dialects are understood, wholly or in part.

  python -m tests.constructs            writes the page
  python -m tests.constructs --check    exit 1 if it is not what the cases say

A case says by its file name what it is about: every construct below whose pattern its name matches, or by a line
`-- construct: MERGE, pivot` (names of constructs below, in any case). What no pattern matches stands under "Other". A
case is exact unless a `-- status:` line of its own says which part of a statement is not understood.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
PAGE = ROOT / "docs" / "constructs.md"

_STATUS = re.compile(r"^\s*-- status: ?\d+ (partial|tables_only|refused)(?:: (.*?))?\s*$", re.MULTILINE)
_CONSTRUCT = re.compile(r"^\s*-- construct: ?(.*?)\s*$", re.MULTILINE)

OTHER: Final = "Other"
FAMILIES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "Statement boundaries": [
        ("batches and blocks", r"\bgo\b|slash ends|delimiter|terminator|notebook|batch|semicolon"),
        ("client commands", r"client|sqlcmd|sqlplus|bteq|psql|dot command"),
        ("comments and quotes", r"(?<!with )(?<!view and )comments?\b|double quotes|dollar quote|strings?\b"),
        ("broken statements", r"broken|without end|not closed|stray"),
    ],
    "Routines": [
        ("procedures", r"procedures?\b|\bproc\b|insert exec"),
        ("functions", r"functions?\b(?! rows)|returns rows"),
        ("triggers", r"trigger"),
        ("parameters and variables", r"parameter|(?<!sqlcmd )(?<!table )\bvariables?\b"),
        ("loops and conditions", r"\bloops?\b|branches of|\bwhile\b|\bif\b|handler|exception|cursor"),
        ("packages", r"package"),
        ("anonymous blocks", r"\bblock\b|\bbodies\b|\bdo block|\bbody\b"),
        ("tasks and pipes", r"\bpipe|\btask|\bevent"),
    ],
    "Dynamic SQL": [
        ("SQL built at run time", r"dynamic|execute immediate|executesql|prepare|run time|exec(ute)? string"),
        ("queries in strings", r"openquery|external query|dblink|query in (a )?(text|string)"),
    ],
    "Lives of names": [
        ("temporary tables and views", r"\btemp\b|temporary|volatile|transient|cached"),
        ("table variables and parameters", r"table (variable|parameter)|tvp"),
        ("common table expressions", r"\bctes?\b"),
        ("DROP, RENAME, SWAP", r"\bdrop|(?<!exclude )\brename|\bswap|switch|exchange|transfer|append from"),
        ("ALTER", r"\balter"),
        ("current database and schema",
         r"\buse\b|search path|(default|main|current|set|without a) (schema|dataset)|use schema|\bdatabase\b|main and"),
        ("case and quotes of names",
         r"\bfold|case (insensitive|is kept|is ignored)|their case|quoted names|dashes|four part|brackets|backtick"
         r"|and case"),
        ("synonyms", r"synonym|db2 alias|nickname"),
    ],
    "Reads and writes": [
        ("SELECT", r"select reads|from subquery|subquery in from"),
        ("joins", r"(?<!array )\bjoins?\b|apply|lateral(?! alias| view)|using (and|stays|full)|asof|outer join"),
        ("subqueries", r"subquery|exists"),
        ("set operations", r"union|set operation|corresponding|\bexcept decides|intersect|minus"),
        ("recursive queries", r"recursive"),
        ("VALUES and generated rows", r"(?<!are )(?<!carry )\bvalues\b|series"),
        ("INSERT", r"insert"),
        ("upsert", r"conflict|duplicate key|upsert|\breplace (and|select)"),
        ("UPDATE", r"update"),
        ("DELETE and TRUNCATE", r"delete|truncate"),
        ("MERGE", r"\bmerge\b"),
        ("OUTPUT and RETURNING", r"\boutput (into|clause)|with output|returning|modifying"),
        ("inserts into many tables", r"insert all|multi insert"),
        ("CREATE TABLE AS, SELECT INTO", r"create (table )?as\b|ctas|select into"),
        ("LIKE, CLONE", r"\blike\b|clone|copies columns|snapshot|replica"),
        ("views", r"continuous aggregate|\bviews?\b(?! with ordinality)"),
        ("COPY, LOAD, UNLOAD", r"\bcopy\b|unload|\bload\b|export|bulk"),
        ("files and places elsewhere",
         r"(?<!all )(?<!another )\bfiles?\b|\bpaths?\b|folder|external table|location|stage|bucket|openrowset"
         r"|streams?\b|foreign tables|elsewhere|engines|dictionar|dict get|named collection|iceberg|volumes|wildcard"),
        ("partitions", r"partition"),
    ],
    "Columns": [
        ("star", r"\bcolumns of a pattern|(?<!count )\bstar\b"),
        ("by position or by name", r"position|by names?\b|column list"),
        ("column names", r"names of expressions|names given twice|columns (of functions in from|without a name)"),
        ("whose column is it", r"ambiguous|unqualified|unknown|owner|qualified by"),
        ("MATCH_RECOGNIZE", r"match recognize"),
        ("aliases in the same SELECT", r"lateral alias"),
        ("PIVOT and UNPIVOT", r"pivot|crosstab"),
        ("UNNEST, FLATTEN, EXPLODE", r"unnest|flatten|lateral view|array join|explode|stack|transform"),
        ("fields, JSON, XML", r"struct|json|xml|composite|\barray\b|\bmap\b|record"),
        ("expressions", r"expression|alias with|count star|scalar subquery"),
    ],
    "Value or influence": [
        ("conditions", r"case (and|branches)|filter clause|condition|branches are"),
        ("windows", r"window|qualify"),
        ("grouping", r"group|rollup|cube"),
        ("ordering", r"order by|aggregate order|distinct on"),
        ("what decides about rows", r"in subquery|exists|except decides|by another table|semi|anti"),
    ],
    "Templates": [
        ("Jinja and dbt", r"jinja|\bdbt\b|macro|template"),
        ("client variables", r"sqlcmd variable|substitution|placeholder"),
    ],
    "Catalog and links": [
        ("definitions in other files", r"another file|all files|over ddl|view over|without ddl"),
        ("foreign keys", r"foreign keys?\b"),
        ("comments on tables and columns", r"with comments|and comments|comment on"),
        ("catalogs and default schemas", r"catalog and|default schema|replace view and database"),
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """`gaps`: what it says is not understood, "" where it does not say why."""

    dialect: str
    name: str
    path: str
    gaps: tuple[str, ...]

    @property
    def mark(self) -> str:
        return "◐" if self.gaps else "●"


def read_cases(folder: Path = CASES) -> Iterator[tuple[Case, list[tuple[str, str]]]]:
    """Each case, with its constructs as (family, construct). Raises ValueError for a tag that is no construct."""
    for path in sorted(folder.rglob("*.sql")):
        text = path.read_text(encoding="utf-8")
        gaps = [reason or status.replace("_", " ") for status, reason in _STATUS.findall(text)]
        place = path.relative_to(folder)
        name = path.stem.replace("_", " ")
        case = Case(place.parts[0], name, place.as_posix(), tuple(dict.fromkeys(gaps)))
        yield case, [*_tagged(text, place)] or [*_matched(name)] or [(OTHER, name)]


def _matched(name: str) -> Iterator[tuple[str, str]]:
    for family, constructs in FAMILIES.items():
        for construct, pattern in constructs:
            if re.search(pattern, name):
                yield family, construct


def _tagged(text: str, place: Path) -> Iterator[tuple[str, str]]:
    known = {name.lower(): (family, name) for family, constructs in FAMILIES.items() for name, _ in constructs}
    for tags in _CONSTRUCT.findall(text):
        for tag in tags.split(","):
            if tag.strip().lower() not in known:
                raise ValueError(f"{place}: no construct is called {tag.strip()!r}; they stand in tests/constructs.py")
            yield known[tag.strip().lower()]


def page(cases: Iterable[tuple[Case, Sequence[tuple[str, str]]]]) -> str:
    """The whole page. Depends on names and status lines of the cases alone."""
    found: dict[str, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case, constructs in cases:
        for family, construct in constructs:
            found[family][construct].append(case)
    order = {name: at for constructs in FAMILIES.values() for at, (name, _) in enumerate(constructs)}
    lines = [_INTRODUCTION]
    lines += [f"- [{family}](#{family.lower().replace(' ', '-')})" for family in (*FAMILIES, OTHER) if family in found]
    for family in (*FAMILIES, OTHER):
        constructs = sorted(found[family].items(), key=lambda item: (order.get(item[0], 0), item[0]))
        if constructs:
            lines += ["", f"## {family}", *_matrix(constructs), "", *_details(constructs)]
    return "\n".join(lines) + "\n"


def _matrix(constructs: Sequence[tuple[str, Sequence[Case]]]) -> Iterator[str]:
    dialects = sorted(
        {case.dialect for _, cases in constructs for case in cases}, key=lambda name: (name != "ansi", name)
    )
    yield f"| | {' | '.join(dialects)} |"
    yield f"|---|{':-:|' * len(dialects)}"
    for construct, cases in constructs:
        marks = [{case.mark for case in cases if case.dialect == dialect} for dialect in dialects]
        yield f"| {construct} | {' | '.join('◐' if '◐' in some else ''.join(some) for some in marks)} |"


def _details(constructs: Sequence[tuple[str, Sequence[Case]]]) -> Iterator[str]:
    for construct, cases in constructs:
        exact = [case for case in sorted(cases) if not case.gaps]
        yield f"- **{construct}**" + (f": {', '.join(map(_link, exact))}" if exact else "")
        for case in sorted(cases):
            if case.gaps:
                yield f"  - ◐ {_link(case)}: {'; '.join(map(_escaped, case.gaps))}"


def _link(case: Case) -> str:
    return f"{case.dialect} [{case.name}](../tests/cases/{case.path})"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#@])", r"\\\1", text)


_INTRODUCTION = """# Constructs
What lineaged understands of which dialect. This page is made from the test cases (`python -m tests.constructs`), so \
all it says is tested: every link leads to SQL with the edges that it gives beside it, and it gives no others.

● every case is understood exactly; ◐ a part is not, and the list below the table says which and why: such a statement \
is `partial`, `tables_only` or `refused`, with this reason. An empty cell only means that no case shows it: a dialect \
understands what its relatives and `ansi` do, wherever its grammar has it.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Make docs/constructs.md from the cases.")
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    check = parser.parse_args().check
    made = page(read_cases())
    if not check:
        PAGE.write_text(made, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made:
        print("docs/constructs.md is not what the cases say: run `python -m tests.constructs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
