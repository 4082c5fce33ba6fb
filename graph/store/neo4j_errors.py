"""Stage 6, core: what the driver's and the server's errors mean to a caller.

Only the error's class and code are told, and the cause is cut off: a server's message may quote the data it refuses,
and a driver's may quote an address with credentials in it (C4).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    BrokenRecordError,
    ClientError,
    ConfigurationError,
    GqlError,
    Neo4jError,
    ResultError,
    TransactionError,
)

from graph.store.protocol import (
    StoreConflict,
    StoreDataError,
    StoreError,
    StoreTooLarge,
    StoreUnavailable,
    StoreUnfit,
)

_CONFLICT = (
    "DeadlockDetected",
    "LockAcquisitionTimeout",
    "LockClientStopped",
    "Outdated",
    "ConstraintsChanged",
    "EntityNotFound",  # somebody else deleted what we had just read
    "HintedIndexNotFound",  # an index went away: the next attempt makes it again
    "IndexNotFound",
)
_TOO_LARGE = ("MemoryPoolOutOfMemoryError", "TransactionMemoryLimit", "OutOfMemoryError", "StackOverFlowError")
_UNAVAILABLE = (
    "TransactionTimedOut",
    "TransactionTimedOutClientConfiguration",
    "Terminated",
    "TransactionTerminated",
    "TransactionMarkedAsFailed",
    "NotALeader",
    "ReadOnly",
    "DatabaseUnavailable",
)
_UNFIT = ("DatabaseNotFound", "ProcedureNotFound", "ForbiddenOnReadOnlyDatabase", "SyntaxError", "FeatureDeprecated")


@contextmanager
def translated(*, committing: bool = False) -> Iterator[None]:
    """Raise the protocol's errors instead of the driver's. While `committing`, a violated constraint means that
    somebody else hung something on a node that we deleted: to be repeated, no fault of the data."""
    try:
        yield
    except (GqlError, OSError) as error:
        raise meaning(error, committing=committing) from None


def meaning(error: GqlError | OSError, *, committing: bool = False) -> StoreError:
    """The protocol's error for one of the driver's."""
    if isinstance(error, Neo4jError):
        return _of_server(error, committing)
    text = f"Neo4j driver: {type(error).__name__}"
    if isinstance(error, ConfigurationError):
        return StoreUnfit(f"{text}: check the graph's URL, and that the server is Neo4j 5.26 or newer")
    if isinstance(error, ResultError | TransactionError | BrokenRecordError):
        return StoreUnavailable(f"{text}: the connection broke in the middle of an answer")
    return StoreUnavailable(text)


def _of_server(error: Neo4jError, committing: bool) -> StoreError:
    code = error.code or ""
    category, title = code.split(".")[2:4] if code.count(".") == 3 else ("", "")
    text = f"Neo4j: {code or type(error).__name__}"
    if category == "Security":
        return StoreUnfit(f"{text}: check user, password file and the user's rights")
    if title in _UNFIT:
        return StoreUnfit(f"{text}: check the graph's URL and database")
    if title in _TOO_LARGE:
        return StoreTooLarge(text)
    if title in _CONFLICT or (committing and title == "ConstraintValidationFailed"):
        return StoreConflict(text)
    if title in _UNAVAILABLE or not isinstance(error, ClientError):
        return StoreUnavailable(text)
    return StoreDataError(text)
