"""Stage 4, core: one statement's text to its status, kind and ops. Here every limit of ours becomes a reason."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sqlglot import exp

from graph.extract.algebra import rewrite
from graph.extract.algebra.built import Built, Cursor, but, declared_as, returned
from graph.extract.algebra.commands import command, cursor_query, cursor_query_end
from graph.extract.algebra.context import Context, Unsupported
from graph.extract.algebra.definitions import ddl
from graph.extract.algebra.definitions.declared_text import declared_items
from graph.extract.algebra.definitions.quiet_alters import is_quiet_alter
from graph.extract.algebra.definitions.table_text import TableText, table_from_text
from graph.extract.algebra.kinds import HANDLERS, returning
from graph.extract.algebra.names_in_text import NameReader, certain_names
from graph.extract.algebra.near_grammars import NearGrammars
from graph.extract.algebra.outside.file_commands import foreign_rows
from graph.extract.algebra.outside.storage import like_a_file
from graph.extract.algebra.query import build_query
from graph.extract.algebra.reading import Reader, Unreadable, shared_reader
from graph.extract.algebra.rewrite import inserted_call
from graph.extract.algebra.second_reading import reworded
from graph.extract.algebra.unwrapping import Inner, Straightened, straightened, unwrapped
from graph.extract.algebra.words import first_words, quiet_kind
from graph.extract.algebra.writes import dml
from graph.extract.algebra.written import Written
from graph.extract.dialects import Dialect
from graph.extract.sqlcmd import undefined_variable
from graph.facts import Define, Op, Query, Select, Touch, Use, cursor_name
from graph.names import Name

if TYPE_CHECKING:
    from graph.extract.algebra.dynamic.following import Dynamic, Following


class StatementBuilder:
    """Builds the statements of one file, one after the other. `dynamic` and `following`: where texts are run that
    the file puts together."""

    def __init__(self, dialect: Dialect, reader: Reader | None = None) -> None:
        self.ctx = Context(dialect, build_query, dml.returning_query)
        self._reader = reader or shared_reader(dialect.sqlglot)
        self.cursors: dict[str, Cursor] = {}  # those declared so far, by folded name
        self.packages: dict[Name, tuple[str, ...]] = {}  # variables of packages
        self.untils = 0  # variables that say whether a place is reached
        self.unread = False  # whether the last condition was not understood
        self.marks = ""  # control flow that ended behind the statement before (see `facts.Statement`)
        self.dynamic: Dynamic | None = None
        self.following: Following | None = None
        self._near = NearGrammars(dialect)

    @property
    def reader(self) -> Reader:
        """The dialect's tokenizer and parser."""
        return self._reader

    def outward(self, name: Name) -> Name:
        """The reference that a variable of these statements has in the facts."""
        return name

    def closed(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """The ops as far as they are certain where these statements stand."""
        return ops

    def expression(self, text: str) -> Any:
        """The tree of an expression; None if it is none."""
        names = self.reader_of(text)
        return names.expression(names.tokens) if names is not None and names.tokens else None

    def take_marks(self) -> str:
        """The marks, for the next statement."""
        marks, self.marks = self.marks, ""
        return marks

    def build(self, text: str) -> list[Built]:
        """What this statement says; several only where the text held several. Never raises for what the text holds."""
        words = first_words(text)
        kind = quiet_kind(words, text)
        if kind and not (self.ctx.in_function and words[0] == "RETURN" and words[1:2] not in ([], [";"])):
            return [self._transaction(words) if kind == "transaction" and self.ctx.ending_path else Built(kind)]
        guess = words[0].lower() if words[0].isidentifier() else "other"
        undefined = self._undefined(text)
        if undefined is None:
            built = self._built(text, guess)
            return self._by_a_neighbour(text, guess) or built if _unread(built) else built
        variable, named = undefined
        reason = f"undefined variable {variable}"
        if not named:
            return [Built(guess, "refused", reason)]
        return [but(built, [reason]) for built in self._built(text, guess)]

    def _by_a_neighbour(self, text: str, guess: str) -> list[Built] | None:
        """What the statement says by the grammar of a near dialect; None if none of them knows it."""
        own = self._reader
        try:
            for reader in self._near.readers(guess.upper(), text):
                self._reader = reader
                built = self._built(text, guess)
                if len(built) == 1 and built[0].status in ("parsed", "partial"):
                    return built
        finally:
            self._reader = own
        return None

    def _transaction(self, words: list[str]) -> Built:
        """What was set for the transaction alone ends with it."""
        if words[0] not in ("COMMIT", "END", "ROLLBACK", "ABORT") or "TO" in words:
            return Built("transaction")
        self.ctx.ending_path = False
        return Built("transaction", ops=(Use(path=self.ctx.search_path),))

    def _undefined(self, text: str) -> tuple[str, bool] | None:
        dialect = self.ctx.dialect
        return undefined_variable(text, dialect) if dialect.client == "sqlcmd" else None

    def _built(self, text: str, guess: str) -> list[Built]:
        try:
            tokens = self._reader.tokens(text)
        except Unreadable as error:
            return [Built(guess, "refused", error.reason)]
        names = NameReader(self.ctx, self._reader, tokens, text)
        self.ctx.reset()
        self.ctx.written = None
        try:
            inner = unwrapped(self._reader, names)
        except Unreadable as error:
            return [Built(guess, "refused", error.reason)]
        if inner is None:
            return self._read(names, guess)
        return [replace(one, kind=inner.kind or one.kind) for one in self._read(inner.names, guess, inner)]

    def _read(self, names: NameReader, guess: str, inner: Inner | None = None) -> list[Built]:
        """What tokens say. `inner`: the statement that they were taken out of."""
        known = command(names.unmarked())
        if known is not None:
            return [self._commanded(*known)]
        cursor = cursor_query(names)
        if cursor:
            name, _ = names.name(2 if names.word(1) == "@" else 1)
            query = names.of(names.tokens[cursor : cursor_query_end(names, cursor)])
            return self._cursor(query, cursor_name(name[-1]) if name else ())
        inserted = inserted_call(names)
        if inserted is not None:
            return [Built("insert", "tables_only", "dynamic SQL", (Touch(writes=(inserted[0],)),))]
        try:
            changed = rewrite.rewrite(self.ctx, self._reader, names)
            trees = self._reader.trees(changed.tokens, changed.text)
        except Unreadable as error:
            return [self._fallback(guess, error.reason, names)]
        self.ctx.written = Written(changed.text, changed.tokens)
        finish = changed.finish if inner is None else inner.ops
        if finish is None or len(trees) != 1:
            return [self._statement(tree, guess, names) for tree in trees]
        return [self._statement(trees[0], guess, names, finish)]

    def _commanded(self, kind: str, ops: list[Op]) -> Built:
        places = tuple(self.ctx.places.values())
        if self.ctx.notes:
            return Built(kind, "partial", self.ctx.notes[0], (*places, *ops))
        return Built(kind, "parsed", None, (*places, *ops))

    def reader_of(self, text: str) -> NameReader | None:
        """The text's tokens; None if it breaks off inside a quote or comment."""
        self.ctx.reset()
        try:
            return NameReader(self.ctx, self._reader, self._reader.tokens(text), text)
        except Unreadable:
            return None

    def condition(self, text: str) -> Query | None:
        """What `IF condition` reads; None if no table, or if it is not understood, which `unread` then says."""
        self.unread = True
        if self._undefined(text):
            return None
        query = self._query_of("SELECT 1 WHERE " + text)
        if query is None and self.ctx.dialect.bodies == "dollar":  # `IF count(*) > 0 FROM t`
            query = self._query_of("SELECT " + text)
            self.unread = query is None
            return query
        self.unread = not isinstance(query, Select)
        return replace(query, projection=()) if isinstance(query, Select) and (query.subqueries or query.refs) else None

    def _query_of(self, source: str) -> Query | None:
        """The query that the text is; None if it is none, or not understood."""
        self.ctx.reset()
        try:
            names = NameReader(self.ctx, self._reader, self._reader.tokens(source), source)
            changed = rewrite.rewrite(self.ctx, self._reader, names)
            (tree,) = self._reader.trees(changed.tokens, changed.text)
            return build_query(self.ctx, tree)
        except (Unreadable, Unsupported, ValueError):
            return None

    def inline_result(self, body: str) -> Query | None:
        """The query of a T-SQL function whose body is `RETURN (query)`; None for any other body."""
        self.ctx.reset()
        words = first_words(body, 3)
        if self._undefined(body):
            return None
        if words[:1] != ["RETURN"] or not {"SELECT", "WITH"} & set(words):
            return None
        source = body.lstrip()[len("RETURN") :]
        try:
            names = NameReader(self.ctx, self._reader, self._reader.tokens(source), source)
            (tree,) = self._reader.trees(rewrite.rewrite(self.ctx, self._reader, names).tokens, source)
            return build_query(self.ctx, tree)
        except (Unreadable, Unsupported, ValueError):
            return None

    def returned_table(self, names: NameReader) -> Define | None:
        """`RETURNS @t TABLE (…)`: the table variable that the function fills."""
        at = names.find(0, "RETURNS")
        name, end = names.name(at + 1) if at and names.word(at + 1) == "@" else ((), 0)
        if not name or names.word(end) != "TABLE":
            return None
        return TableText(self.ctx, self._reader, names).bracketed(name, "table_variable", end + 1)

    def _cursor(self, names: NameReader, cursor: Name) -> list[Built]:
        """DECLARE … CURSOR FOR: the query is read; where its rows go is said by FETCH."""
        try:
            trees = self._reader.trees(rewrite.rewrite(self.ctx, self._reader, names).tokens, names.text)
        except Unreadable as error:
            return [self._fallback("declare", error.reason, names)]
        return [declared_as(self._statement(tree, "declare", names), cursor) for tree in trees]

    def _statement(
        self, tree: Any, guess: str, names: NameReader, finish: Callable[[list[Op]], list[Op]] | None = None
    ) -> Built:
        ctx = self.ctx
        ctx.reset()
        found = HANDLERS.get(tree.__class__)
        if found is None:
            return self._fallback(guess, "dynamic SQL" if guess in ("exec", "execute") else "not understood", names)
        kind, handler = found
        try:
            gives = ctx.takes_rows and isinstance(tree, exp.DML) and tree.args.get("returning")
            ops = returning(ctx, tree) if gives else handler(ctx, tree)
            if finish is not None:
                ops = finish(ops)
        except Unsupported as error:
            return self._fallback(guess, error.reason, names)
        except (AttributeError, KeyError, IndexError, TypeError):
            # Trees have no declared shape: a part that is missing where we expect it costs this statement alone.
            return self._fallback(guess, "tree of unexpected shape", names)
        if tree.__class__ is exp.Create:
            kind = ddl.create_kind(tree)
        elif guess in ("set", "return"):
            kind, ops = guess, returned(ops) if guess == "return" else ops
        every = (*ctx.places.values(), *ctx.ops, *ops)
        if ctx.notes:
            return Built(kind, "partial", ctx.notes[0], every)
        return Built(kind, "parsed", None, every)

    def _fallback(self, kind: str, reason: str, names: NameReader) -> Built:
        """What can still be said of a statement that the parser or the handlers do not understand."""
        self.ctx.reset()
        names = names.unmarked()
        again = reworded(names)
        if again is not None and (made := self._again(again, kind)) is not None:
            return made
        self.ctx.reset()
        plain = straightened(names)
        if plain is not None and (made := self._straight(plain, names)) is not None:
            return made
        self.ctx.reset()
        table = table_from_text(self.ctx, self._reader, names)
        if table is not None:
            return self._commanded(table[0], [table[1], *foreign_rows(names, table[1])])
        declared = declared_items(self.ctx, self._reader, names)
        if declared is not None:
            return self._commanded("declare", declared)
        if is_quiet_alter(names):
            return Built(kind)
        like = like_a_file(names)
        if like is not None:
            return self._commanded("create_table", [like])
        touched = certain_names(names)
        return Built(kind, "refused", reason) if touched is None else Built(kind, "tables_only", reason, (touched,))

    def _again(self, names: NameReader, guess: str) -> Built | None:
        """What the same statement says in other words; None if that is not understood either."""
        found = self._read(names, guess)
        return found[0] if len(found) == 1 and found[0].status in ("parsed", "partial") else None

    def _straight(self, plain: Straightened, names: NameReader) -> Built | None:
        """CREATE … AS without the options that the grammar lacks; None if that is not understood either."""
        try:
            (tree,) = self._reader.trees(plain.tokens, names.text)
        except (Unreadable, ValueError):
            return None
        if tree.__class__ is not exp.Create:
            return None
        return self._statement(tree, "create", names.of(plain.tokens), plain.ops)


def _unread(built: list[Built]) -> bool:
    """Whether it is the grammar that the statement failed at, and no handler."""
    return len(built) == 1 and (built[0].reason or "").startswith(_BY_THE_GRAMMAR) and built[0].status != "partial"


_BY_THE_GRAMMAR = ("parse error", "not understood", "parser failed")
