"""Which units a letter could go to, each with its reason in plain words: rules first, then what was done before.

Nothing leaves the machine and nothing is learnt in secret: the past is read anew each time, from the last letters that
the reader may read themselves, so a proposal never tells of others.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.arabic import normalise

from ..enums import State, Verb
from ..models import Instruction
from . import trying

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names
    from diwan.correspondence.letters.api import Letter

MEMORY = 1000  # past letters read
FEWEST = 2  # letters that make a habit
HABIT = 0.5  # share of a habit worth saying
SURE = 0.6  # probability from which words speak
SHOWN = 3
SHORT = 3  # letters of a word too short to tell
COMMON = frozenset(
    normalise("في من على الى عن مع حول بشان بخصوص طلب موضوع السيد السيدة هذا هذه التي الذي بين سنة رقم بتاريخ").split()
    + ["les", "des", "une", "pour", "dans", "sur", "avec", "par", "aux", "objet", "demande", "relatif", "relative"]
)


@dataclass(frozen=True, slots=True)
class Past:
    """One letter of the past and the unit that was in charge of it."""

    sender: str
    procedure: int | None
    plan_class: int | None
    words: tuple[str, ...]
    unit: int


@dataclass(slots=True)
class Proposal:
    """A unit, and why. `weight` orders them; `verb` is what a rule asks."""

    unit: int
    weight: float
    verb: str = Verb.PREPARE
    names: Names | None = None
    reasons: list[str] = field(default_factory=list)


def proposals(actor: Actor, letter: Letter, now: datetime) -> list[Proposal]:
    """At most three, the best first (4 queries)."""
    known = trying.Known.of(letter)
    found: dict[int, Proposal] = {}

    def say(unit: int, weight: float, reason: str, verb: str = "") -> None:
        one = found.setdefault(unit, Proposal(unit, 0))
        one.weight = max(one.weight, weight)
        one.verb = verb or one.verb
        one.reasons.append(reason)

    if rule := trying.rule_for(letter):
        say(rule.unit_id, 2, _("Rule: %(name)s") % {"name": rule.name}, rule.verb)
    past = remembered(actor, letter)
    habits = {
        _("%(count)s of %(total)s letters of this sender went there"): [
            row.unit for row in past if known.sender and row.sender == known.sender
        ],
        _("%(count)s of %(total)s letters of this class of the plan went there"): [
            row.unit for row in past if known.plan_class and row.plan_class == known.plan_class
        ],
        _("%(count)s of %(total)s letters of this procedure went there"): [
            row.unit for row in past if known.procedure and row.procedure == known.procedure
        ],
    }
    for sentence, units in habits.items():
        for unit, count in Counter(units).most_common(2):
            if count >= FEWEST and count / len(units) >= HABIT:
                say(unit, count / (len(units) + 1), sentence % {"count": count, "total": len(units)})
    for unit, sure, telling in by_words(past, words_of(known.subject)):
        words = _("Its words are those of letters that went there: %(words)s") % {"words": "، ".join(telling)}
        say(unit, sure * 0.9, words)
    standing = {place.pk for place in organisations.places(found, letter.administration_id, now)}
    names = organisations.units_named(standing, now)
    best = sorted((one for one in found.values() if one.unit in names), key=lambda one: -one.weight)[:SHOWN]
    for one in best:
        one.names = names[one.unit]
    return best


def remembered(actor: Actor, letter: Letter) -> list[Past]:
    """The last letters of the same kind and administration that were given, as far as the actor may read (1 query)."""
    rows = Instruction.objects.filter(
        lead=True,
        dispatch__parent=None,
        letter__administration=letter.administration_id,
        letter__kind=letter.kind,
        letter__in=letters.Letter.objects.visible_to(actor),
    ).exclude(state__in=[State.TAKEN_BACK, State.GIVEN_BACK, State.MOVED])
    values = rows.exclude(letter=letter.pk).order_by("-given_at")[:MEMORY]
    return [
        Past(normalise(sender), procedure, plan_class, words_of(normalise(subject)), unit)
        for sender, procedure, plan_class, subject, unit in values.values_list(
            "letter__correspondent",
            "letter__procedure_version__procedure_id",
            "letter__plan_class_id",
            "letter__subject",
            "unit_id",
        )
    ]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a normalised text that can tell, without the article, each once."""
    found = (re.sub(r"^(?:وال|بال|لل|ال)(?=\w{3})", "", word) for word in re.findall(r"[^\W\d_]+", text))
    return tuple(dict.fromkeys(word for word in found if len(word) >= SHORT and word not in COMMON))


def by_words(past: Sequence[Past], words: Sequence[str]) -> list[tuple[int, float, list[str]]]:
    """Multinomial naive Bayes: the unit whose letters had such words, how sure, and the words that told most.

    Laplace smoothing; only words seen before count. Nothing where no unit is likelier than `SURE`.
    """
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    sizes = Counter(row.unit for row in past)
    for row in past:
        counts[row.unit].update(row.words)
    vocabulary = {word for counter in counts.values() for word in counter}
    heard = [word for word in words if word in vocabulary]
    if not heard:
        return []
    scores = {}
    for unit, counter in counts.items():
        size = counter.total() + len(vocabulary)
        scores[unit] = math.log(sizes[unit] / len(past)) + sum(math.log((counter[word] + 1) / size) for word in heard)
    top = max(scores.values())
    total = sum(math.exp(score - top) for score in scores.values())
    unit = max(scores, key=lambda one: scores[one])
    sure = 1 / total
    telling = sorted((word for word in heard if counts[unit][word] >= FEWEST), key=lambda w: -counts[unit][w])[:3]
    return [(unit, sure, telling)] if sure >= SURE and telling else []
