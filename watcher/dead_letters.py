"""Beside the way, shell: dead letters as they happen (`failed_ingestion.jsonl`) and as commands print them."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from cache.digest import format_digest
from cache.state import DeadLetter
from watcher.judge import Judged

log = structlog.get_logger()

DEAD_LETTER_FILE = "failed_ingestion.jsonl"


def append_dead_letter(state_dir: Path, judged: Judged) -> None:
    """Note a dead letter as it happens; the ledger is what counts, so a full disk is no reason to stop."""
    refused = judged.refused
    if refused is None:
        return
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "root": judged.root,
        "path": judged.path,
        "digest": format_digest(judged.digest),
        "stage": refused.stage,
        "reason": str(refused.reason),
        "detail": refused.detail,
        "row": refused.guilty_row,
    }
    try:
        with (state_dir / DEAD_LETTER_FILE).open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        log.warning("dead letter file cannot be written", error=os.strerror(error.errno or 0))


def dead_letter_json(dead: DeadLetter) -> dict[str, Any]:
    """A dead letter as commands print it."""
    return {
        "id": dead.id,
        "root": dead.root,
        "path": dead.path,
        "digest": format_digest(dead.digest),
        "stage": dead.stage,
        "reason": dead.reason,
        "detail": dead.detail,
        "row": dead.guilty_row or None,
        "strikes": dead.strikes,
        "at": dead.at,
    }
