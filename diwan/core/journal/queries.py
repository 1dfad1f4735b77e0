"""Reading the journal: proofs of one entry, and the walk over all of them that verification and export share."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from . import formats, merkle
from .models import Chain, Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 2000  # rows fetched at once


class Writable(Protocol):
    """Anything that takes text: a file, a command's output."""

    def write(self, text: str, /) -> Any: ...


class NoSuchEntry(Refusal):
    message = _("The journal has no such entry.")
    status = 404


class NotSealedYet(Refusal):
    message = _("This act is in the journal, but no checkpoint covers it yet.")
    advice = _("Ask again in a moment: a checkpoint is made at least every hour.")


class Row(NamedTuple):
    """An entry as it is stored."""

    chain_id: int
    position: int
    number: int
    at: str  # as in the body; a moment that Python cannot hold must not end a verification
    kind: str
    actor_id: int | None
    subject: str
    body: bytes
    leaf: bytes


MOMENT = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
COLUMNS = ", ".join(MOMENT if name == "at" else f"e.{name}" for name in Row._fields)

# A lateral join runs its right side once for each row of its left side, in that side's order; whoever reads the rows
# checks their positions, so another order would be seen. Sorting would put millions of bodies on disk.
COVERED = """
SELECT {columns} FROM
    (SELECT * FROM journal_checkpointspan WHERE checkpoint_id = %s ORDER BY first_leaf_index) s
    CROSS JOIN LATERAL (
        SELECT * FROM journal_entry e
        WHERE e.chain_id = s.chain_id AND e.position BETWEEN s.first_position AND s.last_position ORDER BY e.position
    ) e
"""
UNCOVERED = """
SELECT {columns} FROM
    (SELECT c.id, c.length, COALESCE(
        (SELECT last_position FROM journal_checkpointspan WHERE chain_id = c.id ORDER BY 1 DESC LIMIT 1), 0
    ) AS covered FROM journal_chain c ORDER BY c.id) s
    CROSS JOIN LATERAL (
        SELECT * FROM journal_entry e WHERE e.chain_id = s.id AND e.position > s.covered ORDER BY e.position
    ) e
"""


@contextmanager
def one_moment() -> Iterator[None]:
    """Several statements that see the journal as it stood at one moment (inside another transaction: that one's)."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_isolation TO 'repeatable read'")
        yield


def stream(sql: str, params: list[Any], batch: int = BATCH) -> Iterator[list[tuple]]:
    """Batches of rows by a server-side cursor: memory does not grow with the journal."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(batch):
            yield rows


def leaves(number: int) -> Iterator[list[bytes]]:
    """The leaves of a checkpoint's tree in its order, one block at a time."""
    for rows in stream(COVERED.format(columns="e.leaf"), [number], merkle.BLOCK):
        yield [bytes(leaf) for (leaf,) in rows]


def covered(number: int) -> Iterator[list[Row]]:
    """The entries of a checkpoint in the order of its tree."""
    for rows in stream(COVERED.format(columns=COLUMNS), [number]):
        yield [Row(*row) for row in rows]


def uncovered() -> Iterator[list[Row]]:
    """The entries that no checkpoint covers yet, by chain and position."""
    for rows in stream(UNCOVERED.format(columns=COLUMNS), []):
        yield [Row(*row) for row in rows]


PROVEN = """
SELECT e.body, e.number, e.leaf, s.checkpoint_id, s.first_leaf_index + e.position - s.first_position,
       (SELECT b.leaf FROM journal_entry b WHERE b.chain_id = e.chain_id AND b.position = e.position - 1)
FROM journal_chain c
JOIN journal_entry e ON e.chain_id = c.id AND e.position = %s
LEFT JOIN LATERAL (
    SELECT * FROM journal_checkpointspan s
    WHERE s.chain_id = c.id AND s.last_position >= e.position ORDER BY s.last_position LIMIT 1
) s ON true
WHERE c.name = %s
"""

# Of the spans that overlap one block of leaves: those that start inside it, and the one that reaches into it.
BLOCK = """
SELECT e.leaf FROM journal_checkpointspan s
JOIN journal_entry e ON e.chain_id = s.chain_id AND e.position BETWEEN
    s.first_position + GREATEST(0, %(first)s - s.first_leaf_index)
    AND LEAST(s.last_position, s.first_position + %(last)s - s.first_leaf_index)
WHERE s.checkpoint_id = %(checkpoint)s AND s.first_leaf_index <= %(last)s AND s.first_leaf_index >= (
    SELECT max(first_leaf_index) FROM journal_checkpointspan
    WHERE checkpoint_id = %(checkpoint)s AND first_leaf_index <= %(first)s
)
ORDER BY s.first_leaf_index, e.position
"""


def proof(chain: str, position: int) -> dict[str, Any]:
    """The proof that an entry stands in the journal: itself, its path to a signed root, the checkpoint that signs it.

    Reads at most 256 leaves whatever the size of the journal. The format is in docs/decisions/0004.

    Raises:
        NoSuchEntry: nothing stands there.
        NotSealedYet: no checkpoint covers the entry yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(PROVEN, [position, chain])
        row = cursor.fetchone()
        if row is None:
            raise NoSuchEntry
        body, number, leaf, checkpoint_number, index, previous = row
        if checkpoint_number is None:
            raise NotSealedYet
        checkpoint = Checkpoint.objects.get(number=checkpoint_number)
        block, place = divmod(index, merkle.BLOCK)
        first = block * merkle.BLOCK
        cursor.execute(BLOCK, {"first": first, "last": first + merkle.BLOCK - 1, "checkpoint": checkpoint_number})
        leaves_of_block = [bytes(row[0]) for row in cursor.fetchall()]
    roots = [bytes(checkpoint.blocks[i : i + 32]) for i in range(0, len(checkpoint.blocks), 32)]
    steps = merkle.path(leaves_of_block, place) + merkle.path(roots, block)
    return {
        "v": formats.VERSION,
        "entry": {
            "body": json.loads(bytes(body)),
            "position": position,
            "previous": bytes(previous or formats.NOTHING_BEFORE).hex(),
            "number": number,
            "leaf": bytes(leaf).hex(),
        },
        "path": [[side, neighbour.hex()] for side, neighbour in steps],
        "checkpoint": {
            **json.loads(checkpoint.header),
            "signature": bytes(checkpoint.signature).hex(),
            "public_key": bytes(checkpoint.public_key).hex(),
        },
    }


def history(subject: str) -> list[dict[str, Any]]:
    """What was done to one thing, oldest first, as the bodies of its entries say it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM journal_entry WHERE subject = %s ORDER BY at, chain_id, position", [subject])
        return [json.loads(bytes(body)) for (body,) in cursor.fetchall()]


@one_moment()
def export(out: Writable) -> int:
    """Write the whole journal as JSON lines for the stand-alone verifier; returns the number of entries.

    Each checkpoint follows the entries it covers; entries of no checkpoint yet come last.
    """
    chains = {chain.id: (chain.name, formats.NOTHING_BEFORE.hex()) for chain in Chain.objects.all()}
    count = 0

    def write(rows: list[Row]) -> None:
        nonlocal count
        for row in rows:
            name, previous = chains[row.chain_id]
            leaf = bytes(row.leaf).hex()
            out.write(
                f'{{"type":"entry","chain":{json.dumps(name)},"body":{bytes(row.body).decode()},'
                f'"position":{row.position},"previous":"{previous}","number":{row.number},"leaf":"{leaf}"}}\n'
            )
            chains[row.chain_id] = name, leaf
        count += len(rows)

    for checkpoint in Checkpoint.objects.order_by("number").defer("blocks"):
        for rows in covered(checkpoint.number):
            write(rows)
        spans = checkpoint.spans.order_by("first_leaf_index").values_list(
            "chain__name", "first_position", "last_position"
        )
        line = {
            "type": "checkpoint",
            "header": checkpoint.header,
            "signature": bytes(checkpoint.signature).hex(),
            "public_key": bytes(checkpoint.public_key).hex(),
            "spans": [list(span) for span in spans],
        }
        out.write(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n")
    for rows in uncovered():
        write(rows)
    return count


def waiting() -> int:
    """How many entries no checkpoint covers yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT COALESCE(sum(length), 0) FROM journal_chain)"
            " - (SELECT COALESCE(sum(size), 0) FROM journal_checkpoint)"
        )
        return int(cursor.fetchone()[0])
