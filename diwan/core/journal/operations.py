"""Every write of the journal: entries at the end of chains, signed checkpoints over what was added since the last."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from . import formats, keys, merkle, queries
from .models import Checkpoint, Verification
from .verification import verify

if TYPE_CHECKING:
    from datetime import datetime

CHECKPOINT_LOCK = 0x6469_7761_6E01  # "diwan", 1: the advisory lock that lets one checkpoint be made at a time


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an entry stands: `leaf` fingerprints it and all before it in its chain."""

    chain: str
    position: int
    leaf: bytes


def append(
    *, chain: str, kind: str, at: datetime, actor_id: int | None, subject: str, facts: dict[str, Any], number: int = 0
) -> Appended:
    """Add an entry at the end of a chain, in the caller's transaction.

    The chain stays locked until that transaction ends, so append last. `subject` says what the act is about, as
    `deposit:12`; `facts` holds JSON primitives and no secret, for an entry is never erased.

    Raises:
        django.db.transaction.TransactionManagementError: outside a transaction, an act and its entry could part.
    """
    require_transaction()
    body = formats.body(chain=chain, kind=kind, at=at, actor_id=actor_id, subject=subject, facts=facts)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o_position, o_leaf FROM journal_append(%s, %s, %s, %s, %s, %s, %s)",
            [chain, kind, at, actor_id, subject, body, number],
        )
        position, leaf = cursor.fetchone()
    return Appended(chain=chain, position=position, leaf=bytes(leaf))


def require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the journal is written in the transaction of the act it records")


@transaction.atomic
def checkpoint(*, now: datetime) -> Checkpoint | None:
    """Sign the Merkle root of every committed entry that no checkpoint covers yet; None when there is none.

    One at a time, by an advisory lock that goes with the transaction. Reads about a million leaves a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHECKPOINT_LOCK])
        last = Checkpoint.objects.only("number", "header_hash").order_by("number").last()
        number = last.number + 1 if last else 1
        cursor.execute(COVER, [number])
        if cursor.rowcount == 0:
            return None
    blocks, size = blocks_of(number)
    header = formats.header(
        number=number,
        at=now,
        previous=bytes(last.header_hash).hex() if last else "",
        root=merkle.root(blocks),
        size=size,
    )
    key = keys.signing_key()
    return Checkpoint.objects.create(
        number=number,
        at=now,
        size=size,
        root=merkle.root(blocks),
        header=header.decode(),
        header_hash=hashlib.sha256(header).digest(),
        signature=key.sign(header),
        public_key=keys.public_bytes(key),
        blocks=b"".join(blocks),
    )


# The spans go in before their checkpoint (the foreign key is checked at commit): the database then reads the leaves by
# them. One statement sees one moment: a chain's length is committed together with the entries it counts.
COVER = """
INSERT INTO journal_checkpointspan (checkpoint_id, first_leaf_index, chain_id, first_position, last_position)
SELECT %s, sum(length - covered) OVER (ORDER BY id) - (length - covered), id, covered + 1, length
FROM (
    SELECT c.id, c.length, COALESCE(
        (SELECT s.last_position FROM journal_checkpointspan s WHERE s.chain_id = c.id ORDER BY 1 DESC LIMIT 1), 0
    ) AS covered
    FROM journal_chain c
) chains
WHERE length > covered
"""


def verify_and_note(*, now: datetime) -> Verification:
    """Read the whole journal again and keep what was found."""
    report = verify()
    faults = [
        {"where": f"{f.chain}/{f.position}" if f.chain else f"checkpoint {f.checkpoint}", "what": f.what}
        for f in report.faults
    ]
    return Verification.objects.create(at=now, entries=report.entries, checkpoints=report.checkpoints, faults=faults)


def blocks_of(number: int) -> tuple[list[bytes], int]:
    """The roots of the blocks of a checkpoint's tree, and how many leaves it has; holds one block at a time."""
    blocks, size = [], 0
    for block in queries.leaves(number):
        blocks.append(merkle.root(block))
        size += len(block)
    return blocks, size
