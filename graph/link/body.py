"""Stage 5, core: statements in their order, with what lies between them: the loops and alternatives of a body."""

from collections.abc import Callable, Sequence
from functools import partial

from graph.facts import Assign, Call, Op, Statement, Write
from graph.link.complete import is_local
from graph.link.symbols import Symbols

Step = Callable[[Statement], None]


def run(statements: Sequence[Statement], symbols: Symbols, step: Step, assign: Step) -> None:
    """Call `step` for every statement, with the variables as they are then. `assign` carries out a statement's
    assignments, and what it puts into local tables, and nothing else; a loop's are carried out until nothing changes
    (of tables, so often that they settle) before its first statement is linked."""
    for at, statement in enumerate(statements):
        if statement.marks:
            _enter(statements, at, symbols, assign)
        step(statement)


def carries(op: Op) -> bool:
    """Whether what it does may be found again at the head of a loop: in variables, or in tables local by their name."""
    return isinstance(op, Assign | Call) or (isinstance(op, Write) and op.mode in _FILLS and is_local(op.target))


# Rounds of a loop for what one table takes from another, beside those that its variables need. Two tables that hand
# rows to each other settle in three.
_MORE_ROUNDS = 2

_FILLS = ("insert", "update", "merge")


def _enter(statements: Sequence[Statement], at: int, symbols: Symbols, assign: Step) -> None:
    variables = symbols.variables(statements[at].routine)
    marks = statements[at].marks
    for place, sign in enumerate(marks):
        if sign == "[":
            loop, tail = _loop(statements, at, marks[place + 1 :])
            ops = [op for one in loop for op in one.ops]
            once = partial(_once, loop, marks[place + 1 :], tail, symbols, assign)
            if any(map(carries, ops)):
                variables.looped(once)
            if any(isinstance(op, Write) and carries(op) for op in ops):
                for _ in range(_MORE_ROUNDS):
                    variables.looped(once)
        variables.mark(sign)


def _once(loop: Sequence[Statement], first_marks: str, tail: str, symbols: Symbols, assign: Step) -> None:
    for number, statement in enumerate(loop):
        variables = symbols.variables(statement.routine)
        for sign in statement.marks if number else first_marks:
            variables.mark(sign)
        if any(map(carries, statement.ops)):
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
