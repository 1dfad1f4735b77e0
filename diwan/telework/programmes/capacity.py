"""Whether seats, VPN and bandwidth suffice: plain arithmetic on figures entered, with the sum shown."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _

FIGURES = {
    # name: (label, most)
    "people": (_("People who will telework"), 1_000_000),
    "share": (_("Part of them connected at once, in percent"), 100),
    "vpn": (_("VPN licences"), 1_000_000),
    "kbps": (_("Kilobits a second for each"), 1_000_000),
    "mbps": (_("Line of the administration, in megabits a second"), 10_000_000),
    "busy": (_("Part of the line used already, in percent"), 100),
    "laptops": (_("Computers ready to be handed over"), 1_000_000),
    "owned": (_("People with an allowed device of their own"), 1_000_000),
    "staff": (_("People of the services covered"), 1_000_000),
    "seats": (_("Seats on site in these services"), 1_000_000),
}


@dataclass(frozen=True)
class Verdict:
    """What is needed beside what there is, and the sum by which it was found."""

    label: Any
    sum: str
    needed: int
    there: int

    @property
    def enough(self) -> bool:
        return self.there >= self.needed


def verdicts(said: dict[str, int]) -> list[Verdict]:
    """The four lines of the study; empty while a figure is missing."""
    if any(name not in said for name in FIGURES):
        return []
    at_once = ceil(said["people"] * said["share"] / 100)
    load = ceil(at_once * said["kbps"] / 1000)
    free = said["mbps"] * (100 - said["busy"]) // 100
    on_site = said["staff"] - said["people"]
    return [
        Verdict(_("VPN licences"), f"⌈{said['people']} × {said['share']} %⌉ = {at_once}", at_once, said["vpn"]),
        Verdict(
            _("Bandwidth (Mb/s)"),
            f"⌈{at_once} × {said['kbps']} ÷ 1000⌉ = {load} ; {said['mbps']} × (100 − {said['busy']}) % = {free}",
            load,
            free,
        ),
        Verdict(
            _("Computers"),
            f"{said['people']} − {said['owned']} = {max(said['people'] - said['owned'], 0)}",
            max(said["people"] - said["owned"], 0),
            said["laptops"],
        ),
        Verdict(_("Seats on site"), f"{said['staff']} − {said['people']} = {on_site}", max(on_site, 0), said["seats"]),
    ]


def suffices(said: dict[str, int]) -> bool | None:
    """Whether all of it is enough; None while the study is not whole."""
    lines = verdicts(said)
    return all(line.enough for line in lines) if lines else None
