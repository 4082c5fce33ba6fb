import traceback

import pytest
from neo4j.exceptions import (
    ConfigurationError,
    IncompleteCommit,
    Neo4jError,
    ResultFailedError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.store.neo4j_errors import meaning, translated
from graph.store.protocol import (
    StoreConflict,
    StoreDataError,
    StoreError,
    StoreTooLarge,
    StoreUnavailable,
    StoreUnfit,
)

CANARY = "s3cr3t-c4n4ry"


def server_error(code: str) -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=code, message=f"refused {CANARY}")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.TransientError.Transaction.DeadlockDetected", StoreConflict),
        ("Neo.TransientError.Transaction.LockAcquisitionTimeout", StoreConflict),
        ("Neo.ClientError.Statement.EntityNotFound", StoreConflict),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", StoreTooLarge),
        ("Neo.TransientError.General.TransactionMemoryLimit", StoreTooLarge),
        ("Neo.TransientError.General.OutOfMemoryError", StoreTooLarge),
        ("Neo.TransientError.Database.DatabaseUnavailable", StoreUnavailable),
        ("Neo.TransientError.Transaction.Terminated", StoreUnavailable),
        ("Neo.ClientError.Transaction.TransactionTimedOut", StoreUnavailable),
        ("Neo.ClientError.Cluster.NotALeader", StoreUnavailable),
        ("Neo.DatabaseError.Transaction.TransactionCommitFailed", StoreUnavailable),
        ("Neo.DatabaseError.General.UnknownError", StoreUnavailable),
        ("Neo.ClientError.Security.Unauthorized", StoreUnfit),
        ("Neo.ClientError.Security.Forbidden", StoreUnfit),
        ("Neo.ClientError.Database.DatabaseNotFound", StoreUnfit),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", StoreDataError),
        ("Neo.ClientError.Statement.TypeError", StoreDataError),
    ],
)
def test_a_servers_code_decides_what_a_caller_does(code: str, kind: type[StoreError]) -> None:
    """N4, C4: the code is told, the message is not."""
    found = meaning(server_error(code))
    assert type(found) is kind and code.rpartition(".")[2] in str(found) and CANARY not in str(found)


def test_a_constraint_violated_by_the_commit_is_somebody_elses_doing() -> None:
    error = server_error("Neo.ClientError.Schema.ConstraintValidationFailed")
    assert type(meaning(error, committing=True)) is StoreConflict


@pytest.mark.parametrize(
    "error",
    [
        ServiceUnavailable(f"to bolt://user:{CANARY}@host"),
        SessionExpired(CANARY),
        IncompleteCommit(CANARY),
        ResultFailedError(None, CANARY),
        ConnectionResetError(CANARY),
        OSError(CANARY),
    ],
)
def test_a_broken_connection_is_an_outage(error: Exception) -> None:
    """N5, C4: an unknown outcome included."""
    with pytest.raises(StoreUnavailable) as raised, translated():
        raise error
    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_a_wrong_url_is_a_persons_affair() -> None:
    assert type(meaning(ConfigurationError("x"))) is StoreUnfit


def test_bugs_are_not_translated() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("bug")
