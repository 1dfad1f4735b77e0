"""Facts, hearers and jobs of these tests; registered once, as an app's are."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from diwan.core.facts import api

HEARD: list = []
BROKEN: set[str] = set()  # names of those that must fail


@dataclass(frozen=True)
class StoneLaid:
    stone: int
    by: str = "mason"


@dataclass(frozen=True)
class WallRaised:
    stone: int


@api.hears(StoneLaid, lock="stone:{stone}")
def on_stone_laid(fact: StoneLaid) -> None:
    if "stone" in BROKEN:
        raise RuntimeError(f"stone {fact.stone} slipped")
    HEARD.append(fact)


@api.hears(StoneLaid)
def raise_wall(fact: StoneLaid) -> None:
    with transaction.atomic():
        api.tell(WallRaised(stone=fact.stone))
        if "wall" in BROKEN:
            raise api.GiveUp("the wall fell")


@api.hears(WallRaised)
def on_wall_raised(fact: WallRaised) -> None:
    HEARD.append(fact)


@api.job(queue="yard", retry=api.BackOff(tries=3))
def sweep(yard: str) -> None:
    if "sweep" in BROKEN:
        raise RuntimeError("no broom")
    HEARD.append(yard)


@api.job(queue="yard", lock="slow:{folder}")
def build_slowly(folder: str) -> None:
    """Says that it began; the first time it then takes for ever, the second time it ends."""
    began = len(list(Path(folder).glob("began-*")))
    (Path(folder) / f"began-{began}").touch()
    if began == 0:
        time.sleep(600)
    (Path(folder) / "done").touch()


@api.job(queue="yard")
def touch(file: str) -> None:
    Path(file).touch()


@api.job(queue="yard")
def kill_the_worker() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
