"""The exact bytes that are hashed and signed. Whoever verifies, now or in thirty years, must find the same ones.

See docs/decisions/0004-journal-chains-and-checkpoints.md. The stand-alone verifier holds a second implementation.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

VERSION = 1
NOTHING_BEFORE = bytes(32)  # stands for the leaf before the first one


def canonical(value: Any) -> bytes:
    """JSON with one spelling: sorted keys, no spaces, UTF-8 (no NaN, which is not JSON)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def moment(at: datetime) -> str:
    """A moment as it is written in the journal: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body(*, chain: str, kind: str, at: datetime, actor_id: int | None, subject: str, facts: dict[str, Any]) -> bytes:
    """What an entry says."""
    return canonical(
        {
            "actor": actor_id,
            "at": moment(at),
            "chain": chain,
            "facts": facts,
            "kind": kind,
            "subject": subject,
            "v": VERSION,
        }
    )


def ends(*, chain: str, kind: str, at: str, actor_id: int | None, subject: str) -> tuple[bytes, bytes]:
    """How a body starts and ends, whatever its facts: lets columns be compared with it without parsing it.

    `at` is a moment as `moment` writes it.
    """
    actor = "null" if actor_id is None else actor_id
    start = f'{{"actor":{actor},"at":"{at}","chain":{quoted(chain)},"facts":'
    return start.encode(), f',"kind":{quoted(kind)},"subject":{quoted(subject)},"v":{VERSION}}}'.encode()


def leaf(*, position: int, previous: bytes, number: int, body: bytes) -> bytes:
    """The fingerprint of an entry and, through `previous`, of all those before it in its chain."""
    digest = hashlib.sha256(body).digest()
    return hashlib.sha256(
        b"\x00%b%b%b%b" % (position.to_bytes(8, "big"), previous, number.to_bytes(8, "big"), digest)
    ).digest()


def header(*, number: int, at: datetime, previous: str, root: bytes, size: int) -> bytes:
    """What a checkpoint signs."""
    return canonical(
        {
            "at": moment(at),
            "number": number,
            "previous": previous,
            "root": root.hex(),
            "size": size,
            "v": VERSION,
        }
    )
