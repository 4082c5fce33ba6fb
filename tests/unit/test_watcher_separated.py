from hypothesis import example, given
from hypothesis import strategies as st

from graph.extract.request import ExtractRequest
from graph.extract.separate import ScriptObject, separate
from watcher.separated import (
    MANIFEST,
    SCRIPTS,
    Layout,
    Output,
    Separated,
    contents,
    decode_manifest,
    encode_manifest,
    foreign,
    join,
    output_path,
    path_part,
)

HOSTILE = ["..", ".", "", "/etc/passwd", "a/b", "a\0b", "a\nb", "~", "%2F", "x" * 5_000, "CON", "a ", "\udc80", "＂"]


def separated(scripts: dict[str, bytes], dialect: str = "ansi") -> Separated:
    layout = Layout()
    for path, data in scripts.items():
        layout.add(path, data, separate(data, ExtractRequest(dialect)))
    return layout.done()


@given(st.text(), st.text())
@example("x" * 5_000, "x" * 5_001)
@example("%2F", "/")
def test_a_name_is_one_harmless_part_of_a_path_and_names_stay_apart(one: str, other: str) -> None:
    part = path_part(one)
    assert 0 < len(part.encode()) < 250 and part.isprintable()
    assert not set('/\\\0:*?"<>|') & set(part) and not part.startswith(".") and part not in ("_", SCRIPTS, MANIFEST)
    assert (part == path_part(other)) == (one == other)


def test_no_object_leads_out_of_the_folder_or_into_that_of_the_scripts() -> None:
    for name in HOSTILE:
        parts = output_path("a.sql", ScriptObject(name, name, "table", name)).split("/")
        assert len(parts) == 4 and parts[2] == "table" and not {"", ".", ".."} & set(parts) and parts[0] != SCRIPTS
    assert output_path("a.sql", ScriptObject("", "dbo", "view", "order lines")) == "_/dbo/view/order lines.sql"
    assert output_path("../x/.a.sql", None) == "_script/%2E%2E/x/%2Ea.sql"


@given(st.dictionaries(st.sampled_from(["a.sql", "b/a.sql", "c.sql"]), st.binary() | st.sampled_from([
    b"CREATE TABLE t (a int); INSERT INTO t VALUES (1); COMMENT ON TABLE t IS 'x';",
    b"CREATE TABLE T (a int);\xff", b"", b"SELECT 1", '\ufeffCREATE VIEW "\u0130" AS SELECT 1'.encode("utf-16"),
])))  # fmt: skip
def test_the_manifest_puts_every_script_together_again(scripts: dict[str, bytes]) -> None:
    made = separated(scripts)
    kept = {path: text for source in made.sources for path, text in contents(source, scripts[source.source]).items()}
    again = decode_manifest(encode_manifest(made))
    assert again == made and {one.output for one in made.outputs} == kept.keys()
    assert {source.source: join(source, kept.__getitem__) for source in again.sources} == scripts


def test_an_object_of_two_scripts_has_a_file_of_each() -> None:
    made = separated({"a.sql": b"CREATE TABLE t (a int)", "b.sql": b'CREATE TABLE "T" (b int)'})
    assert [one.output for one in made.outputs] == ["_/_/table/T~2.sql", "_/_/table/t.sql"]


def test_a_file_is_ours_as_the_manifest_says_or_as_it_will_be() -> None:
    before, now = [Output("a", 1, "old"), Output("b", 1, "old")], [Output("a", 1, "new"), Output("c", 1, "new")]
    assert foreign({"a": "old", "b": "old"}, before, now) == []
    assert foreign({"a": "new", "c": "new"}, before, now) == []
    assert foreign({"a": "edited", "c": "theirs"}, before, now) == ["a", "c"]
