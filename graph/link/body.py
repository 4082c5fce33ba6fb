"""Stage 5, core: statements in their order, with what lies between them: the loops and alternatives of a body."""

from collections.abc import Callable, Sequence
from functools import partial

from graph.facts import Assign, Call, Statement
from graph.link.symbols import Symbols

Step = Callable[[Statement], None]


def run(statements: Sequence[Statement], symbols: Symbols, step: Step, assign: Step) -> None:
    """Call `step` for every statement, with the variables as they are then. `assign` carries out a statement's
    assignments and nothing else; a loop's are carried out until nothing changes before its first statement is linked.
    """
    for at, statement in enumerate(statements):
        if statement.marks:
            _enter(statements, at, symbols, assign)
        step(statement)


def _enter(statements: Sequence[Statement], at: int, symbols: Symbols, assign: Step) -> None:
    variables = symbols.variables(statements[at].routine)
    marks = statements[at].marks
    for place, sign in enumerate(marks):
        if sign == "[":
            loop, tail = _loop(statements, at, marks[place + 1 :])
            if any(isinstance(op, Assign | Call) for one in loop for op in one.ops):
                variables.looped(partial(_once, loop, marks[place + 1 :], tail, symbols, assign))
        variables.mark(sign)


def _once(loop: Sequence[Statement], first_marks: str, tail: str, symbols: Symbols, assign: Step) -> None:
    for number, statement in enumerate(loop):
        variables = symbols.variables(statement.routine)
        for sign in statement.marks if number else first_marks:
            variables.mark(sign)
        if any(isinstance(op, Assign | Call) for op in statement.ops):
            assign(statement)
    for sign in tail:
        symbols.variables(loop[-1].routine).mark(sign)


def _loop(statements: Sequence[Statement], at: int, rest: str) -> tuple[Sequence[Statement], str]:
    """The statements from `at` up to the end of the loop that begins before the marks `rest`, and the marks between the
    last of them and that end."""
    depth = 1
    end = at
    marks = rest
    while True:
        for place, sign in enumerate(marks):
            depth += (sign == "[") - (sign == "]")
            if depth == 0:
                return statements[at:end], marks[:place]
        end += 1
        if end >= len(statements) or statements[end].routine != statements[at].routine:
            return statements[at:end], ""
        marks = statements[end].marks
