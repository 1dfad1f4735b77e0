"""The intake of one file in a process of its own, with its time and memory: `python -m tests.core.files.intake`.

One process loads the house and splits itself for each file, as a web process does not: so each has memory of its own.
Reads `{"path", "name"}` a line, answers `{"said", "seconds", "megabytes"}`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

ADDRESSES = 2 << 30  # bytes: what maps a file of 100 MB and loads the house, and no more


def taken_in(path: Path, name: str) -> str:
    """The media type, or the code of the refusal: all of `store` but the row and the virus scan."""
    from diwan.core.files import names, operations, stores
    from diwan.kit.refusals import Refusal

    try:
        name = names.clean(name)
        with path.open("rb") as stream, stores.draft() as draft:
            operations._receive(stream, draft, name, None)
            return operations._accepted_type(Path(draft.name), name)
    except Refusal as refusal:
        str(refusal)
        return refusal.code


def measured(path: Path, name: str, answer: int) -> None:
    """In the child: do it, tell it, die."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    began = time.monotonic()
    try:
        said = taken_in(path, name)
    except BaseException as error:
        said = repr(error)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told = {"said": said, "seconds": time.monotonic() - began, "megabytes": used / 1024}
    os.write(answer, json.dumps(told).encode() + b"\n")
    os._exit(0)


def main() -> None:
    import django

    django.setup()
    from diwan.core.files.operations import uploads

    assert uploads  # loaded before the first split
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            measured(Path(asked["path"]), asked["name"], 1)
        _pid, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"said": f"died: {status}", "seconds": 0, "megabytes": 0}), flush=True)


if __name__ == "__main__":
    main()
