"""Two instances, a line that loses, delays, repeats, reorders, cuts and corrupts, and kills at every point of both.

The short one runs with every `make test`; the long one (`make test-long`) kills both sides wherever a letter passes.
`DIWAN_EXCHANGE_LETTERS` (6: about ten minutes) says how many letters leave each of them at each point,
`DIWAN_EXCHANGE_SEED` what the line does to which call in the short one.
"""

from __future__ import annotations

import json
import os
import time

import pytest

from diwan.kit.failpoints import POINTS_OF_EXCHANGE, POINTS_OF_EXCHANGE_THERE

from .pair import Pair

LETTERS = int(os.environ.get("DIWAN_EXCHANGE_LETTERS", "6"))
SEED = int(os.environ.get("DIWAN_EXCHANGE_SEED", "253"))
PIECEWISE = ("exchange.before_file",)  # reached by letters too large to travel in one call
DELIVERY = ("delivery.begun", "delivery.arrived", "delivery.handed", "delivery.noted", "delivery.answered")


def test_letters_cross_a_bad_line_once(tmp_path, capsys):
    pair = Pair(tmp_path, seed=SEED, share=0.35)
    try:
        pair.start()
        pair.send_both(6)
        pair.send_both(2, 3_000_000)  # in pieces
        pair.both("withdraw", "3")  # whether they arrived, were decided on meanwhile, or neither
        left = pair.settle(90)
        found = pair.look()
        told(capsys, pair, found)
        assert not left
        assert not any(found.values()), found
        assert sum(map(len, pair.sent.values())) == 16
    finally:
        pair.stop()


@pytest.mark.long
def test_nothing_is_lost_or_doubled_whoever_dies(tmp_path, capsys):
    pair, began, never = Pair(tmp_path, seed=55, share=0.3), time.monotonic(), []
    try:
        pair.start()
        for number, point in enumerate((*POINTS_OF_EXCHANGE, *POINTS_OF_EXCHANGE_THERE, *DELIVERY)):
            pair.send_both(LETTERS, 3_000_000 if number % 5 == 0 or point in PIECEWISE else 20_000)
            died = pair.die_at(point)
            never += [] if died else [point]
        left = pair.settle(300)
        found = pair.look()
        told(capsys, pair, found | {"seconds": round(time.monotonic() - began), "never": never})
        assert not left
        assert not any(found.values()), found
        assert not never  # at each point somebody died, on one side at least
    finally:
        pair.stop()


def told(capsys, pair: Pair, found: dict) -> None:
    faults = {name: dict(proxy.done) for name, proxy in pair.proxies.items()}
    letters = {name: len(sent) for name, sent in pair.sent.items()}
    with capsys.disabled():
        print("\n" + json.dumps({"letters": letters, **found, "faults": faults}), flush=True)
