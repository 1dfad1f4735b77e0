"""Judges or draws one file within bounds of memory and time. Needs no database.

    python -m diwan.engines.signing.validation.child FILE judge < what is believed
    python -m diwan.engines.signing.validation.child FILE added < what was there before
    python -m diwan.engines.signing.validation.child FILE draw < which page

prints the report as JSON, what was added as JSON, or the page as PNG.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from datetime import datetime
from pathlib import Path

MEMORY = 3 << 30  # bytes of addresses
SECONDS = 60  # of processor


def main(path: str, act: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    if act == "draw":
        from . import pictures
        from .octets import Octets

        sys.stdout.buffer.write(pictures.drawn(Octets(Path(path)), asked["until"], asked["page"], asked["boxes"]))
        return
    if act == "added":
        from .adding import added

        json.dump(added(Path(path), asked["until"]), sys.stdout)
        return
    from .judging import validate
    from .trust import Trust

    trust = Trust.from_json(asked["trust"])
    report = validate(Path(path), now=datetime.fromisoformat(asked["now"]), trust=trust)
    json.dump(report.as_json(), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
