"""Whether a post and a person are eligible on a day, and why; what is missing before work starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.kit.navigation import address
from diwan.telework.rules import api as rules

from .. import registry
from ..enums import LIVE, Check, State
from ..models import Agreement, CharterSigning, CharterVersion, Practice, Workplace
from ..registry import Finding
from .force import value

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor, Seat


@dataclass(frozen=True)
class Missing:
    """What must still be seen to before work starts, by whom, and where."""

    code: str
    label: Any
    met: bool
    url: str = ""


def practice_of(administration_id: int) -> Practice:
    """How the administration goes about it; the usual way where it said nothing (1 query)."""
    row = Practice.objects.filter(administration=administration_id).first()
    return row or Practice(administration_id=administration_id)


def own_seats(actor: Actor) -> list[Seat]:
    """The posts a person holds: one asks from one's own post, not from a lent one."""
    return [seat for seat in actor.seats if seat.basis == organisations.Basis.HOLDER]


def findings(person_id: int, unit_id: int, post_id: int, on: date, *, but: int | None = None) -> list[Finding]:
    """Everything that speaks for or against, own checks first."""
    live = Agreement.objects.filter(person=person_id, state__in=LIVE, starts_on__lte=on, ends_on__gte=on)
    live = live.exclude(pk=but or 0)
    free = not live.exists()
    own = Finding(
        free,
        _("No other agreement covers these days.") if free else _("An agreement already covers this time."),
        label=_("One agreement at a time"),
        code="agreements.free",
    )
    others = [
        replace(check(person_id, unit_id, post_id, on), label=label, code=code)
        for code, label, check in registry.eligibility()
    ]
    return [own, *others]


def blocking(found: list[Finding]) -> list[Finding]:
    return [one for one in found if not one.ok and one.blocks]


def missing(row: Agreement) -> list[Missing]:
    """What stands between the decision and the start, met or not."""
    here = rules.rules_for(row.administration_id, row.starts_on)
    how = practice_of(row.administration_id)
    found = []
    if here.workplace_declared:
        found.append(workplace_line(row, how))
    if row.decision_act is not None:
        found.append(Missing("decision", _("The decision is signed"), row.decision_signed_at is not None))
    if here.charter_required:
        found.append(Missing("charter", _("The charter is signed by both sides"), row.charter_signed_at is not None))
    said = value(row)
    for condition in registry.conditions():
        url = address(condition.url_name) if condition.url_name else ""
        found.append(Missing(condition.code, condition.label, condition.met(said), url))
    return found


def workplace_line(row: Agreement, how: Practice) -> Missing:
    place = Workplace.objects.filter(agreement=row).first()
    if how.check_workplaces:
        met = place is not None and place.check_state == Check.ACCEPTED
        return Missing("workplace", _("The workplace is declared, and the desk has accepted it"), met)
    met = place is not None and place.is_whole and place.check_state != Check.TO_MEND
    return Missing("workplace", _("The workplace is declared"), met)


def signing_of(row: Agreement) -> CharterSigning | None:
    return CharterSigning.objects.filter(agreement=row).select_related("version", "manager").first()


def state_before_start(row: Agreement, found: list[Missing]) -> State:
    """Which of the states before the start it is in: the decision first, then the charter, then the rest."""
    unmet = {one.code for one in found if not one.met}
    if "decision" in unmet:
        return State.APPROVED
    return State.TO_SIGN if "charter" in unmet else State.READY


def latest_charter(administration_id: int) -> CharterVersion | None:
    """The version in use; None while the administration goes by the model text."""
    return CharterVersion.objects.filter(administration=administration_id).order_by("number").last()
