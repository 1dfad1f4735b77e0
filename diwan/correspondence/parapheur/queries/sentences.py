"""The history of a folder in words, and what its author filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.engines.circuits import api as circuits

if TYPE_CHECKING:
    from ..models import Folder

VERBS = {
    "sent": gettext_lazy("Sent by %(who)s"),
    "sent_again": gettext_lazy("Mended and sent again by %(who)s"),
    "agreed": gettext_lazy("%(step)s by %(who)s"),
    "refused": gettext_lazy("Refused by %(who)s"),
    "done": gettext_lazy("%(step)s: done"),
    "done_outside": gettext_lazy("%(step)s by %(who)s"),
    "taken_back": gettext_lazy("Taken back by %(who)s"),
    "recalled": gettext_lazy("Called back by %(who)s"),
    "abandoned": gettext_lazy("Given up by %(who)s"),
    "handed_on": gettext_lazy("Handed on by %(who)s"),
    "asked": gettext_lazy("Opinion asked by %(who)s"),
    "invited": gettext_lazy("Sent to %(who)s, to be signed from outside"),
    "guest_changed": gettext_lazy("The person outside was changed by %(who)s"),
    "annexed": gettext_lazy("Annex added by %(who)s"),
    "reminded": gettext_lazy("%(step)s: reminded"),
    "passed": gettext_lazy("%(step)s: agreed by silence"),
    "raised": gettext_lazy("%(step)s: raised to the head above"),
    "lapsed": gettext_lazy("%(step)s: its time was over"),
}


def sentence(act: circuits.Act) -> str:
    """A line of history: what, by whom, by what title."""
    outside = act.detail.get("who", "") if act.person is None else ""
    who = str(act.person) if act.person else outside or _("Diwan")
    if act.post:
        who = f"{who} · {act.post.names.here}"
    if act.basis and act.basis != circuits.Basis.HOLDER:
        who = f"{who} ({act.get_basis_display()})"
    step = act.turn.get_kind_display() if act.turn else ""
    verb = "done_outside" if outside and act.verb == "done" else act.verb
    return str(VERBS.get(verb, act.verb)) % {"who": who, "step": step}


def values_of(folder: Folder) -> list[tuple[str, str]]:
    """What its author filled, as people read it."""
    found, speech = [], circuits.Speech()
    for code, one in folder.type.all_fields().items():
        value = folder.values.get(code)
        if value is None:
            continue
        found.append((one.names.here, speech.value(one, value)))
    return found
