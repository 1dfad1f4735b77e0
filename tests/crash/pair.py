"""Two instances that exchange letters, each with its own database, keys and folders, and a bad line between them."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.helpers.faults import Proxy
from tools.instance import Instance, Voice, furnish

if TYPE_CHECKING:
    from pathlib import Path

BODIES = {"north": ("DGN", "مديرية الشمال"), "south": ("DGS", "مديرية الجنوب")}
OTHER = {"north": "south", "south": "north"}
FINAL = {"accepted", "refused", "returned", "withdrawn"}


class Pair:
    """`pair.north` and `pair.south`, joined through a proxy each way."""

    def __init__(self, folder: Path, *, seed: int, share: float) -> None:
        self.share, self.sent, self.rounds = share, {name: [] for name in BODIES}, 0
        self.instances = {}
        for name in BODIES:
            points = folder / name / "failpoints"
            points.mkdir(parents=True)
            self.instances[name] = Instance(
                folder / name / "home",
                DIWAN_FAILPOINTS=str(points),
                DIWAN_EXCHANGE_NAME=f"{name}.example",
                DIWAN_LOG_LEVEL="WARNING",
                DJANGO_SETTINGS_MODULE="tools.bare",
            )
        self.voices = {name: Voice(one, "tools.exchanging") for name, one in self.instances.items()}
        self.points = {name: folder / name / "failpoints" for name in BODIES}
        self.proxies = {name: Proxy(one.port, seed + n, 0.0) for n, (name, one) in enumerate(self.instances.items())}

    def start(self) -> Pair:
        furnish(*self.instances.values())
        for one in self.instances.values():
            one.start()
        for name, one in self.instances.items():
            one.wait()
            self.proxies[name].start()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: self.ask(name, "found", *BODIES[name]), BODIES))
            list(pool.map(lambda name: self.ask(name, "join", self.proxies[OTHER[name]].address), BODIES))
        for proxy in self.proxies.values():
            proxy.share = self.share
        return self

    def stop(self) -> None:
        for ending in (*self.voices.values(), *self.proxies.values()):
            ending.close()
        for one in self.instances.values():
            one.stop()

    def ask(self, name: str, *what: str) -> Any:
        """On the data of one instance; asked again while its database comes back from a kill."""
        deadline = time.monotonic() + 120
        while True:
            try:
                return self.voices[name].ask(*what)
            except RuntimeError:
                if what[0] in ("send", "found", "join") or time.monotonic() > deadline:
                    raise
                time.sleep(1)

    def send_both(self, many: int, largest: int = 20_000) -> None:
        """So many letters leave each of them for the other."""
        self.rounds += 1
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: self.send(name, many, largest), self.instances))

    def send(self, name: str, many: int, largest: int) -> None:
        code = f"{OTHER[name]}.example/{BODIES[OTHER[name]][0]}"
        seed = 2 * self.rounds + (name == "south")
        self.sent[name] += self.ask(name, "send", code, str(many), str(seed), str(largest))["sent"]

    def tick(self) -> dict[str, Any]:
        """On both at once: what waits is tried, what arrived is decided; what is under way then."""
        self.rounds += 1
        return self.both("tick", str(self.rounds))

    def both(self, *what: str) -> dict[str, Any]:
        with ThreadPoolExecutor(2) as pool:
            answers = {name: pool.submit(self.ask, name, *what) for name in self.instances}
            return {name: answer.result() for name, answer in answers.items()}

    def die_at(self, point: str, seconds: float = 45, grace: float = 10) -> bool:
        """Arm a point at both and wait until somebody died there, then a moment for the other; whether anybody did."""
        armed = [folder / point for folder in self.points.values()]
        for one in armed:
            one.touch()
        deadline = time.monotonic() + seconds
        while (alive := sum(one.exists() for one in armed)) and time.monotonic() < deadline:
            if alive < len(armed):
                deadline = min(deadline, time.monotonic() + grace)
                grace = seconds
            self.tick()
        left = [one for one in armed if one.exists()]
        for one in left:
            one.unlink(missing_ok=True)
        return len(left) < len(armed)

    def settle(self, seconds: float) -> dict[str, Any]:
        """Let everything come to its end; what is left when it does not."""
        deadline, left = time.monotonic() + seconds, {}
        while time.monotonic() < deadline:
            left = self.tick()
            if not any(any(one.values()) for one in left.values()):
                return {}
            time.sleep(0.5)
        return left

    def look(self) -> dict[str, Any]:
        """0 lost, 0 doubled, evidence complete and genuine at both ends."""
        seen = self.both("audit")
        wrong: Counter[str] = Counter()
        for name, sent in self.sent.items():
            here, there = seen[name]["sendings"], seen[OTHER[name]]["arrivals"]
            wrong["lost"] += sum(one not in there and here[one]["state"] != "withdrawn" for one in sent)
            wrong["doubled"] += len(there) - len(set(sent) & set(there)) + len(sent) - len(set(sent))
            for one in sent:
                if one not in there:
                    continue
                wrong["unfinished"] += here[one]["state"] not in FINAL
                wrong["pieces"] += there[one]["pieces"] != there[one]["asked"]
                wrong["both_ways"] += (here[one]["state"] == "withdrawn") != (there[one]["state"] == "withdrawn")
                wrong["evidence_missing"] += facts(here[one]) != facts(there[one])
                wrong["evidence_false"] += not all(proof[4] for proof in proofs(here[one]) + proofs(there[one]))
                wrong["evidence_doubled"] += len(proofs(here[one])) != len(facts(here[one]))
        return dict(wrong)


def proofs(row: dict[str, Any]) -> list[list[Any]]:
    return row["evidence"]


def facts(row: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What is proved, word for word: the same at both ends."""
    return {(proof[0], proof[1], proof[3]) for proof in proofs(row)}
