"""A rule that says so gives a letter by itself, as soon as it is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Verb
from ..models import Dispatch
from ..pace import pace_of, usual_due
from ..queries import trying
from .giving import Asked, give

if TYPE_CHECKING:
    from datetime import datetime


def apply(*, letter_id: int, now: datetime) -> Dispatch | None:
    """Give an incoming, ordinary letter as the first rule it meets says, if that rule acts by itself; else nothing.

    Once: a letter that was given to anybody is left alone. Where the rule can no longer be followed (its unit is
    gone) the letter waits for somebody, like any other.
    """
    with acknowledged():
        letter = letters.locked(letter_id)
        if letter.kind != letters.Kind.INCOMING or letter.level != letters.Level.ORDINARY:
            return None
        if letter.state != letters.State.REGISTERED or letter.dispatches.exists():
            return None
        rule = trying.rule_for(letter)
        if rule is None or not rule.by_itself:
            return None
        days, on = usual_due(letter, pace_of(letter.administration_id), now)
        with translation.override("ar"):
            note = _("By the rule: %(name)s") % {"name": rule.name}
        one = Asked(
            unit=rule.unit_id,
            verb=Verb(rule.verb),
            lead=rule.verb != Verb.INFORM,
            due_on=None if days or rule.verb == Verb.INFORM else on,
            due_days=days if rule.verb != Verb.INFORM else None,
        )
        try:
            return give(actor=organisations.SYSTEM, letter_id=letter_id, asked=[one], note=note, now=now)
        except Refusal:
            return None
