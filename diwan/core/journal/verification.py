"""Checking the whole journal against itself and against its signed checkpoints, and finding the first wrong entry.

This is the second implementation of what `journal_append` computes in the database. A third one, which shares no code
with either, is the stand-alone verifier.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import formats, keys, merkle, queries
from .models import Chain, Checkpoint, CheckpointSpan

if TYPE_CHECKING:
    from collections.abc import Callable

    from .queries import Row


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. An entry is named by `chain` and `position`, else by `checkpoint`."""

    what: str
    chain: str = ""
    position: int = 0
    checkpoint: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: how much was read, and the first fault of each chain and of each checkpoint."""

    entries: int
    chains: int
    checkpoints: int
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        return not self.faults


@dataclass(slots=True)
class Walk:
    """How far a chain was followed. Its first fault ends it: what comes after hangs on a wrong leaf."""

    name: str
    length: int
    head: bytes
    position: int = 0
    leaf: bytes = formats.NOTHING_BEFORE
    broken: bool = False


@dataclass(slots=True)
class Verification:
    """One run. Reads each entry once, in the order of the checkpoints' trees."""

    progress: Callable[[int], None] | None = None
    faults: list[Fault] = field(default_factory=list)
    walks: dict[int, Walk] = field(default_factory=dict)
    entries: int = 0
    checkpoints: int = 0

    @queries.one_moment()
    def run(self) -> Report:
        for chain in Chain.objects.all():
            self.walks[chain.pk] = Walk(chain.name, chain.length, bytes(chain.head))
        previous, trusted = "", keys.trusted()
        for checkpoint in Checkpoint.objects.order_by("number"):
            self.checkpoints += 1
            wrong = self.wrong_header(checkpoint, previous, trusted) or self.wrong_tree(checkpoint)
            if wrong:
                self.faults.append(Fault(wrong, checkpoint=checkpoint.number))
            previous = bytes(checkpoint.header_hash).hex()
        for rows in queries.uncovered():
            self.follow(rows)
        for walk in self.walks.values():
            self.check_end(walk)
        return Report(self.entries, len(self.walks), self.checkpoints, tuple(self.faults))

    # --- entries ------------------------------------------------------------------------------------------------

    def follow(self, rows: list[Row]) -> None:
        """Check entries against those before them in their chains."""
        for row in rows:
            walk = self.walks[row.chain_id]
            if walk.broken:
                continue
            expected = walk.position + 1
            if row.position != expected:
                self.break_chain(walk, expected, "missing")
                continue
            leaf = formats.leaf(position=expected, previous=walk.leaf, number=row.number, body=row.body)
            if leaf != row.leaf:
                self.break_chain(walk, expected, "changed")
                continue
            start, end = formats.ends(
                chain=walk.name, kind=row.kind, at=row.at, actor_id=row.actor_id, subject=row.subject
            )
            if not (row.body.startswith(start) and row.body.endswith(end)):
                self.break_chain(walk, expected, "columns differ from the body")
                continue
            walk.position, walk.leaf = expected, leaf
        self.entries += len(rows)
        if self.progress:
            self.progress(self.entries)

    def check_end(self, walk: Walk) -> None:
        """The chain row says where the chain ends: an end cut off shows here."""
        if walk.broken:
            return
        if walk.position < walk.length:
            self.break_chain(walk, walk.position + 1, "missing")
        elif walk.position > walk.length:
            self.break_chain(walk, walk.length + 1, "not counted by its chain")
        elif walk.leaf != walk.head:
            self.break_chain(walk, walk.position, "not the end that its chain remembers")

    def break_chain(self, walk: Walk, position: int, what: str) -> None:
        walk.broken = True
        self.faults.append(Fault(what, chain=walk.name, position=position))

    # --- checkpoints --------------------------------------------------------------------------------------------

    def wrong_header(self, checkpoint: Checkpoint, previous: str, trusted: set[bytes]) -> str:
        """What is wrong with the signed part of a checkpoint, or nothing."""
        header, public_key = checkpoint.header.encode(), bytes(checkpoint.public_key)
        expected = formats.header(
            number=self.checkpoints,
            at=checkpoint.at,
            previous=previous,
            root=bytes(checkpoint.root),
            size=checkpoint.size,
        )
        if header != expected:
            return "header differs from its columns or from the checkpoint before it"
        if hashlib.sha256(header).digest() != bytes(checkpoint.header_hash):
            return "header hash is wrong"
        if public_key not in trusted:
            return "signed with a key that is not ours"
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(bytes(checkpoint.signature), header)
        except InvalidSignature:
            return "signature is wrong"
        return ""

    def wrong_tree(self, checkpoint: Checkpoint) -> str:
        """Follow the entries of a checkpoint and say what is wrong with its tree, or nothing."""
        gap = self.gap_in_spans(checkpoint.number)
        blocks: list[bytes] = []
        waiting: list[bytes] = []
        size = 0
        for rows in queries.covered(checkpoint.number):
            self.follow(rows)
            waiting += [row.leaf for row in rows]
            size += len(rows)
            while len(waiting) >= merkle.BLOCK:
                blocks.append(merkle.root(waiting[: merkle.BLOCK]))
                del waiting[: merkle.BLOCK]
        if waiting:
            blocks.append(merkle.root(waiting))
        if gap:
            return gap
        if size != checkpoint.size:
            return "covers more or fewer entries than it says"
        if merkle.root(blocks) != bytes(checkpoint.root):
            return "root is not that of its entries"
        if b"".join(blocks) != bytes(checkpoint.blocks):
            return "kept roots of blocks are wrong"
        return ""

    def gap_in_spans(self, number: int) -> str:
        """Spans follow one another in the tree, and each starts where the one before it in its chain ended."""
        index = 0
        spans = CheckpointSpan.objects.filter(checkpoint=number).order_by("first_leaf_index")
        for span in spans.iterator(queries.BATCH):
            walk = self.walks[span.chain_id]
            if span.first_leaf_index != index or (not walk.broken and span.first_position != walk.position + 1):
                return "spans do not follow one another"
            index += span.last_position - span.first_position + 1
        return ""


def verify(progress: Callable[[int], None] | None = None) -> Report:
    """Verify the whole journal. Memory does not grow with it; `progress` is told how many entries were read so far."""
    return Verification(progress).run()
