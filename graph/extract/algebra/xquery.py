"""Stage 4, core: what the XQuery text of a T-SQL XML method reads of the statement around it."""

import re
from typing import Any

from sqlglot import exp

from graph.extract.algebra.block import Block
from graph.facts import Operands

_READS = re.compile(r"""sql:(column|variable)\(\s*(["'])([\w.$#@]+)\2\s*\)""")


def read_in_xquery(block: Block, node: Any) -> Operands:
    """`sql:column("t.c")` and `sql:variable("@v")` in the texts below `node`."""
    ctx = block.ctx
    found = []
    for literal in node.find_all(exp.Literal, exp.National):
        for kind, _, name in _READS.findall(literal.name) if "sql:" in literal.name else ():
            if kind == "column":
                found.append(block.ref(tuple(map(ctx.column_part, name.split(".")))))
            else:
                found.append(block.plain_ref((ctx.sign + ctx.bare_variables[name.removeprefix("@")],)))
    return tuple(found)
