"""Many documents at once: in order, each with its own truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diwan.engines.signing import batches
from diwan.engines.signing.batches import Item, sign_many
from diwan.engines.signing.levels import Level, Mark
from diwan.engines.signing.signers import NoSignature
from tests.helpers import pades, receipts


def test_each_comes_out_in_its_place_and_what_fails_stops_nobody(plain, sealed):
    count = 3 * batches.LIST
    items = [Item(plain, Mark(at=receipts.AT, reason=str(n), level=Level.B_B)) for n in range(count)]
    items[7] = replace(items[7], pdf=b"no document")
    items[20] = replace(items[20], pdf=sealed, mark=replace(items[20].mark, certify=2))
    for workers in (1, 2):
        done = list(sign_many(items, pades.Held(), workers=workers))
        assert len(done) == count
        assert {n: one.reason for n, one in enumerate(done) if one.reason} == {7: "unreadable", 20: "certified"}
        for n in (0, batches.LIST, count - 1):
            signed = done[n].signed
            assert signed is not None
            assert pades.pyhanko(signed.pdf) == [True]
            assert b"/Reason<feff%b>" % str(n).encode("utf-16-be").hex().encode() in signed.pdf


def test_stamped_ones_are_drawn_by_other_processes(plain, stamp):
    items = [
        Item(plain, Mark(at=receipts.AT, level=Level.B_T, stamp=replace(stamp, address=f"https://d.example.ma/{n}")))
        for n in range(batches.ALONE + 4)
    ]
    done = list(sign_many(items, pades.Held(), workers=2))
    assert [one.reason for one in done] == [""] * len(items)
    for one in (done[0], done[-1]):
        assert one.signed is not None
        assert pades.pyhanko(one.signed.pdf) == [True]
    batches._pool.cache_clear()


class Withdrawn(pades.Held):
    """A key that signs its first list and no more."""

    def sign(self, to_be_signed):
        if hasattr(self, "used"):
            raise NoSignature("locked")
        self.used = True
        return super().sign(to_be_signed)


def test_a_key_that_stops_leaves_what_was_done(plain):
    items = [Item(plain, Mark(at=receipts.AT, level=Level.B_B))] * (2 * batches.LIST)
    done: list[batches.Outcome] = []
    with pytest.raises(NoSignature):
        for one in sign_many(items, Withdrawn(), workers=1):
            done.append(one)
    assert len(done) == batches.LIST
    assert all(one.signed for one in done)


def test_nothing_to_sign_is_nothing():
    assert list(sign_many([], pades.Held())) == []
