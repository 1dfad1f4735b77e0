"""Which rule a letter meets, and how a rule would have done on the letters of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from diwan.correspondence.letters import api as letters
from diwan.kit.arabic import normalise

from ..enums import State
from ..models import Instruction, RoutingRule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.letters.api import Letter

TRIED = 200  # letters a rule is tried on


@dataclass(frozen=True, slots=True)
class Known:
    """What rules and the past look at in a letter."""

    sender: str
    subject: str
    text: str
    procedure: int | None
    plan_class: int | None

    @classmethod
    def of(cls, letter: Letter) -> Known:
        version = letter.procedure_version
        return cls(
            normalise(letter.correspondent),
            normalise(letter.subject),
            normalise(f"{letter.subject} {letter.body}"),
            version.procedure_id if version else None,
            letter.plan_class_id,
        )


@dataclass(frozen=True, slots=True)
class Trial:
    letters: int
    met: int
    right: int


def meets(rule: RoutingRule, known: Known) -> bool:
    """All the conditions of the rule, however words were spelt."""
    if rule.sender and normalise(rule.sender) not in known.sender:
        return False
    if rule.procedure_id and rule.procedure_id != known.procedure:
        return False
    if rule.plan_class_id and rule.plan_class_id != known.plan_class:
        return False
    return all(word in known.text for word in normalise(rule.words).split())


def rule_for(letter: Letter) -> RoutingRule | None:
    """The first rule at work that this letter meets (1 query)."""
    rules = RoutingRule.objects.filter(administration=letter.administration_id, enabled=True)
    return first(rules.order_by("position", "pk"), Known.of(letter))


def first(rules: Iterable[RoutingRule], known: Known) -> RoutingRule | None:
    return next((rule for rule in rules if meets(rule, known)), None)


def trial(actor: Actor, rule: RoutingRule) -> Trial:
    """The rule on the last incoming letters that the actor may read and that were given: met, and rightly so (1 query).

    Rightly: the unit in charge of the letter was the one the rule names.
    """
    past = Instruction.objects.filter(
        lead=True,
        dispatch__parent=None,
        letter__kind=letters.Kind.INCOMING,
        letter__administration=rule.administration_id,
        letter__in=letters.Letter.objects.visible_to(actor),
    ).exclude(state__in=[State.TAKEN_BACK, State.GIVEN_BACK, State.MOVED])
    rows = past.order_by("-given_at").select_related("letter__procedure_version")[:TRIED]
    met = [row for row in rows if meets(rule, Known.of(row.letter))]
    return Trial(len(rows), len(met), sum(row.unit_id == rule.unit_id for row in met))
