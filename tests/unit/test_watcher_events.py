"""Between the thread that reads events and the loop: a bounded set, and one call to wake."""

from watcher.batch import FileKey
from watcher.events import Hints, Inbox, NoEvents

A, B, C = (FileKey("r", name) for name in "abc")


def test_the_loop_is_woken_once_until_it_takes() -> None:
    """W8: not once an event."""
    woken: list[int] = []
    inbox = Inbox(lambda: woken.append(1))
    for _ in range(1000):
        inbox.put(A, done=False)
    inbox.demand("r")
    assert len(woken) == 1
    assert inbox.take() == Hints({A: False}, frozenset({"r"}))
    assert inbox.take() == Hints({}, frozenset())
    inbox.put(A, done=True)
    assert len(woken) == 2


def test_the_last_event_of_a_path_says_whether_its_writer_is_done() -> None:
    inbox = Inbox(lambda: None)
    for done in (False, True):
        inbox.put(A, done=done)
    for done in (True, False):
        inbox.put(B, done=done)
    assert inbox.take().paths == {A: True, B: False}


def test_what_finds_no_room_becomes_a_sweep() -> None:
    """W8"""
    inbox = Inbox(lambda: None, capacity=2)
    for key in (A, B, C, A):
        inbox.put(key, done=True)
    assert inbox.take() == Hints({A: True, B: True}, frozenset({"r"}))
    assert inbox.events_total == 4


def test_switched_off_it_has_the_same_face_and_says_nothing() -> None:
    """W1"""
    events = NoEvents()
    events.start()
    events.align("r", {b""}, (1, 1))
    assert events.healthy()
    assert events.take() == Hints({}, frozenset())
    assert events.problems() == ()
    events.restart()
    events.stop()
