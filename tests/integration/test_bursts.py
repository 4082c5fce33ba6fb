"""W3: more happens at once than events can say; the next sweep finds it, and says how much the events had lost.

In a short form; `LINEAGED_TEST_BURST_FILES=40000` makes so many files, and renames half of them, and a folder of the
other half (with `--timeout 1800`).
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.command import Command, Watch

pytestmark = pytest.mark.slow
FILES = int(os.environ.get("LINEAGED_TEST_BURST_FILES", "6000"))
PER_FOLDER = 1_000
SECONDS = max(60.0, FILES / 20)
QUEUE = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    command = Command(tmp_path_factory.mktemp("burst"), {"LINEAGED_WORKERS": "2"}, patience_s=SECONDS)
    command.write({"sql/first.sql": "CREATE TABLE raw.first (id int);\n"})
    for folder in {place(command, number).parent for number in range(FILES)}:
        folder.mkdir(parents=True)  # and so watched: what is in a folder that is new is heard however late
    with command.watching("sql", "--realtime", "--sweep-interval", "3600") as watch:
        watch.in_step()
        yield watch


def place(command: Command, number: int) -> Path:
    half = "one" if number < FILES // 2 else "other"
    return command.folder / f"sql/{half}/d{number // PER_FOLDER}/f{number}.sql"


def missed(watch: Watch) -> int:
    return int(watch.ask("status")["metrics"]["sweep_found_missed_total"])


def unheard(watch: Watch, paths: int, happens: Callable[[], None]) -> None:
    """It happens when the kernel keeps no more events; the sweep that this brings about finds so many paths."""
    before = missed(watch)
    watch.process.send_signal(signal.SIGSTOP)
    try:
        for number in range(QUEUE + 100):
            os.utime(watch.command.folder / "sql" / ("first.sql", "")[number % 2])
        happens()
    finally:
        watch.process.send_signal(signal.SIGCONT)
    watch.until(lambda: missed(watch) >= before + paths)
    watch.in_step()
    assert missed(watch) <= before + paths + 1  # and the file that filled the queue
    assert watch.ask("status")["files"] == {"tracked": FILES + 1, "dead_letters": 0}
    watch.command.run("verify")


def test_w3_of_files_that_are_made_none_is_missed(watch: Watch) -> None:
    def make() -> None:
        for number in range(FILES):
            place(watch.command, number).write_text(f"CREATE TABLE raw.t{number} (id int, c{number} int);\n")

    unheard(watch, FILES, make)


def test_w3_of_files_that_are_renamed_none_is_missed(watch: Watch) -> None:
    def rename() -> None:
        for number in range(FILES // 2):
            path = place(watch.command, number)
            path.rename(path.with_name(f"moved{number}.sql"))

    unheard(watch, 2 * (FILES // 2), rename)


def test_w3_of_a_folder_that_is_renamed_no_file_is_missed(watch: Watch) -> None:
    def rename() -> None:
        (watch.command.folder / "sql/other").rename(watch.command.folder / "sql/elsewhere")

    unheard(watch, 2 * (FILES - FILES // 2), rename)


def test_w3_what_was_heard_is_not_said_to_be_missed(watch: Watch) -> None:
    """A sweep sees what is being looked at already: it was heard."""
    before = missed(watch)
    for number in range(FILES // 4):
        (watch.command.folder / f"sql/heard{number}.sql").write_text(f"CREATE TABLE heard.t{number} (id int);\n")
        if number % 50 == 0:
            watch.process.send_signal(signal.SIGHUP)
    watch.in_step()
    assert missed(watch) == before
