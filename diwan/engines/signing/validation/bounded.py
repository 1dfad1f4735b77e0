"""The same judgement in a process of its own, with bounds: what a stranger sent may hang, swell or break it.

    python -m diwan.engines.signing.validation.bounded FILE < what is believed

prints the report as JSON. Needs no database.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from .trust import Trust
from .verdicts import Reason, Report, Verdict

MEMORY = 3 << 30  # bytes of addresses
SECONDS = 60  # of processor
PATIENCE = 120  # seconds of the clock
LARGEST = 600 << 20  # bytes of a file that is judged
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
    command = ["nice", "-n", "5", sys.executable, "-m", __name__, str(path)]
    try:
        done = subprocess.run(
            command, input=question, capture_output=True, text=True, timeout=PATIENCE, check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return Report.from_json(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError, KeyError) as error:
        log.warning("a signed file went beyond the bounds of its judgement: %s", type(error).__name__)
        return costly


def drawn(content: bytes, page: int, until: int) -> bytes:
    """A page as PNG, of the revision that ends there; b"" where it cannot be drawn."""
    with tempfile.NamedTemporaryFile(prefix="diwan-signed-", suffix=".pdf") as file:
        file.write(content[:until])
        file.flush()
        try:
            done = subprocess.run(
                [sys.executable, "-m", __name__, file.name, str(page)], capture_output=True, timeout=30, check=True,
                input=b"", env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except subprocess.SubprocessError:
            return b""
        return done.stdout


def main(path: str, *page: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    if page:
        from . import pictures

        sys.stdout.buffer.write(pictures.drawn(Path(path).read_bytes(), int(page[0])))
        return
    from .judging import validate

    asked = json.load(sys.stdin)
    trust = Trust.from_json(asked["trust"])
    report = validate(Path(path).read_bytes(), now=datetime.fromisoformat(asked["now"]), trust=trust)
    json.dump(report.as_json(), sys.stdout)



if __name__ == "__main__":
    main(*sys.argv[1:])
