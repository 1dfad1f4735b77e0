"""The same judgement in a process of its own (child.py), with bounds: strangers' files may hang or swell."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..bounds import LARGEST
from .trust import Trust
from .verdicts import Added, Reason, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

CHILD = f"{__package__}.child"
PATIENCE = 120  # seconds of the clock
ALONE = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # one thread: memory for more would be for nothing
log = logging.getLogger(__name__)


def examine(content: bytes | Path, *, now: datetime | None = None, trust: Trust | None = None) -> Report:
    """What `validate` says, never at more cost than the bounds. INDETERMINATE where they were reached."""
    if isinstance(content, Path):
        return _asked(content, now or datetime.now(UTC), trust or Trust.ours())
    with tempfile.NamedTemporaryFile(prefix="diwan-signed-", suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return _asked(Path(file.name), now or datetime.now(UTC), trust or Trust.ours())


def _asked(path: Path, now: datetime, trust: Trust) -> Report:
    costly = Report(Verdict.INDETERMINATE, (Reason.TOO_COSTLY,))
    if path.stat().st_size > LARGEST:
        return costly
    question = json.dumps({"now": now.isoformat(), "trust": trust.as_json()})
    try:
        return Report.from_json(json.loads(_child(path, question, "judge", patience=PATIENCE)))
    except (subprocess.SubprocessError, ValueError, KeyError) as error:
        log.warning("a signed file went beyond the bounds of its judgement: %s", type(error).__name__)
        return costly


def added(content: Path, until: int) -> Added:
    """What was added to a file after its first `until` octets (adding.py); unread where the bounds were reached."""
    if content.stat().st_size > LARGEST:
        return Added.UNREAD
    try:
        return Added(json.loads(_child(content, json.dumps({"until": until}), "added", patience=PATIENCE)))
    except (subprocess.SubprocessError, ValueError) as error:
        log.warning("what was added to a file could not be told within bounds: %s", type(error).__name__)
        return Added.UNREAD


def drawn(content: Path, page: int, until: int, boxes: Sequence[Sequence[float]] = ()) -> bytes:
    """A page as PNG, of the revision that ends there, what is different framed; b"" where it cannot be drawn."""
    asked = json.dumps({"page": page, "until": until, "boxes": [list(box) for box in boxes]})
    try:
        return _child(content, asked, "draw", patience=30)
    except subprocess.SubprocessError:
        return b""


def _child(path: Path, question: str, act: str, *, patience: int) -> bytes:
    """What the process answers. Raises SubprocessError when it broke or took too long."""
    return subprocess.run(
        ["nice", "-n", "5", sys.executable, "-m", CHILD, str(path), act],
        input=question.encode(),
        capture_output=True,
        timeout=patience,
        check=True,
        env={**os.environ, **ALONE, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ).stdout
