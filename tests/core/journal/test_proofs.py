"""Checkpoints, proofs and the whole verification."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from diwan.core.journal import api as journal
from diwan.core.journal import merkle, queries
from diwan.core.journal.formats import canonical
from diwan.core.journal.models import Checkpoint

from .conftest import START


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


@given(st.integers(1, 300), st.data())
def test_the_tree_is_that_of_the_rfc(size, data):
    leaves = [hashlib.sha256(str(n).encode()).digest() for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    assert merkle.root(leaves) == naive_root(leaves)
    steps = merkle.path(leaves, index)
    assert merkle.climb(leaves[index], steps) == merkle.root(leaves)
    assert len(steps) <= (size - 1).bit_length()


@given(st.integers(1, 300), st.sampled_from([1, 2, 4, 8, 16]))
def test_roots_of_blocks_give_the_root_of_the_whole(size, block):
    leaves = [hashlib.sha256(str(n).encode()).digest() for n in range(size)]
    roots = [merkle.root(leaves[i : i + block]) for i in range(0, size, block)]
    assert merkle.root(roots) == naive_root(leaves)


def check(proof: dict) -> None:
    """What a stranger does with a proof, from the published format alone."""
    entry, checkpoint = proof["entry"], dict(proof["checkpoint"])
    digest = hashlib.sha256(canonical(entry["body"])).digest()
    leaf = hashlib.sha256(
        b"\x00"
        + entry["position"].to_bytes(8, "big")
        + bytes.fromhex(entry["previous"])
        + entry["number"].to_bytes(8, "big")
        + digest
    ).digest()
    assert leaf.hex() == entry["leaf"]
    root = merkle.climb(leaf, [(side, bytes.fromhex(step)) for side, step in proof["path"]])
    signature, key = bytes.fromhex(checkpoint.pop("signature")), bytes.fromhex(checkpoint.pop("public_key"))
    assert checkpoint["root"] == root.hex()
    Ed25519PublicKey.from_public_bytes(key).verify(signature, canonical(checkpoint))
    assert load_pem_public_key(journal.public_key_pem().encode()) == Ed25519PublicKey.from_public_bytes(key)


def test_every_entry_can_be_proven(write, monkeypatch):
    monkeypatch.setattr(merkle, "BLOCK", 4)  # many blocks, and spans across their borders
    for hour, counts in enumerate([(3, 9, 1), (6, 0, 2), (1, 1, 14)]):
        for name, count in zip("abc", counts, strict=True):
            write(name, count)
        journal.checkpoint(now=START + timedelta(hours=hour))
    for name, total in (("a", 10), ("b", 10), ("c", 17)):
        for position in range(1, total + 1):
            check(journal.proof(name, position))
    report = journal.verify()
    assert (report.entries, report.chains, report.checkpoints, report.faults) == (37, 3, 3, ())


def test_a_checkpoint_covers_only_what_is_new_and_names_the_one_before(write):
    write("a", 2)
    first = journal.checkpoint(now=START)
    assert journal.checkpoint(now=START) is None
    write("a")
    second = journal.checkpoint(now=START + timedelta(hours=1))
    assert (first.size, second.size) == (2, 1)
    assert json.loads(second.header)["previous"] == bytes(first.header_hash).hex()
    assert json.loads(first.header)["previous"] == ""


def test_a_proof_needs_a_checkpoint_and_an_entry(write):
    write("a")
    with pytest.raises(journal.NotSealedYet):
        journal.proof("a", 1)
    with pytest.raises(journal.NoSuchEntry):
        journal.proof("a", 2)


def test_a_proof_is_three_queries_however_many_entries(write, django_assert_num_queries):
    for name in "abcdef":
        write(name, 20)
    journal.checkpoint(now=START)
    with django_assert_num_queries(3):
        journal.proof("d", 7)


def test_the_export_says_everything_in_order(write):
    write("a", 2)
    write("b")
    journal.checkpoint(now=START)
    write("a")
    out = io.StringIO()
    assert journal.export(out) == 4
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["type"] for line in lines] == ["entry", "entry", "entry", "checkpoint", "entry"]
    assert lines[3]["spans"] == [["a", 1, 2], ["b", 1, 1]]
    assert lines[0]["previous"] == "00" * 32
    assert lines[4]["previous"] == lines[1]["leaf"]
    proof = journal.proof("a", 2)
    assert lines[1] == {"type": "entry", "chain": "a", **proof["entry"]}
    assert hashlib.sha256(lines[3]["header"].encode()).digest() == bytes(Checkpoint.objects.get().header_hash)


def test_the_history_of_a_thing_is_read_from_every_chain(write):
    write("a", subject="deposit:7", kind="letter.received")
    write("b", subject="deposit:7", kind="letter.accepted")
    assert [act["kind"] for act in queries.history("deposit:7")] == ["letter.received", "letter.accepted"]


TAMPERED = {
    "a body": ("UPDATE journal_entry SET body = set_bit(body, 77, 1 - get_bit(body, 77)) WHERE {at}", "changed"),
    "a leaf": ("UPDATE journal_entry SET leaf = set_bit(leaf, 3, 1 - get_bit(leaf, 3)) WHERE {at}", "changed"),
    "a register number": ("UPDATE journal_entry SET number = number + 1 WHERE {at}", "changed"),
    "a moment beyond time": ("UPDATE journal_entry SET at = 'infinity' WHERE {at}", "columns differ"),
    "a moment": ("UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE {at}", "columns differ"),
    "an actor": ("UPDATE journal_entry SET actor_id = 5 WHERE {at}", "columns differ"),
    "a subject": ("UPDATE journal_entry SET subject = 'deposit:999' WHERE {at}", "columns differ"),
    "a kind": ("UPDATE journal_entry SET kind = 'letter.refused' WHERE {at}", "columns differ"),
    "a whole entry": ("DELETE FROM journal_entry WHERE {at}", "missing"),
    "a position": ("UPDATE journal_entry SET position = 99 WHERE {at}", "missing"),
}


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.parametrize("position", [1, 4, 6, 8])  # 1 to 6 are under a checkpoint, 8 is the last
def test_the_first_wrong_entry_is_found(write, tamper, what, position):
    write("a", 6)
    write("b", 6)
    journal.checkpoint(now=START)
    write("b", 2)
    assert journal.verify().intact
    statement, found = TAMPERED[what]
    where = f"position = {position} AND chain_id = (SELECT id FROM journal_chain WHERE name = 'b')"
    tamper(statement.format(at=where))
    fault = next(fault for fault in journal.verify().faults if fault.chain)
    assert (fault.chain, fault.position) == ("b", position)
    assert fault.what.startswith(found)


FLIP = "UPDATE journal_checkpoint SET {column} = set_bit({column}, 9, 1 - get_bit({column}, 9)) WHERE number = 1"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_checkpoint SET size = size + 1 WHERE number = 1",
        FLIP.format(column="root"),
        "UPDATE journal_checkpoint SET at = at + interval '1 hour' WHERE number = 1",
        "UPDATE journal_checkpoint SET header = replace(header, '2026', '2025') WHERE number = 1",
        FLIP.format(column="header_hash"),
        FLIP.format(column="signature"),
        FLIP.format(column="public_key"),
        FLIP.format(column="blocks"),
        "UPDATE journal_checkpointspan SET first_position = 2 WHERE checkpoint_id = 1",
        "UPDATE journal_checkpointspan SET last_position = 3 WHERE checkpoint_id = 1",
    ],
)
def test_a_changed_checkpoint_is_found(write, tamper, statement):
    write("a", 5)
    journal.checkpoint(now=START)
    write("a", 5)
    journal.checkpoint(now=START)
    tamper(statement)
    assert any(fault.checkpoint == 1 for fault in journal.verify().faults)


def test_rewriting_a_chain_to_its_end_does_not_deceive_the_checkpoint(write, tamper):
    """An insider recomputes every leaf after a change: the chain agrees with itself, the signed root does not."""
    write("a", 3)
    journal.checkpoint(now=START)
    tamper("DELETE FROM journal_entry")
    tamper("UPDATE journal_chain SET length = 0, head = decode(repeat('00', 32), 'hex')")
    write("a", 3, facts={"title": "forged"})
    (fault,) = journal.verify().faults
    assert (fault.checkpoint, fault.what) == (1, "root is not that of its entries")


@pytest.mark.parametrize(
    "change", ["length = length - 1", "length = length + 1", "head = decode(repeat('11', 32), 'hex')"]
)
def test_a_changed_end_of_chain_is_found(write, tamper, change):
    write("a", 3)
    tamper(f"UPDATE journal_chain SET {change}")
    (fault,) = journal.verify().faults
    assert fault.chain == "a"
