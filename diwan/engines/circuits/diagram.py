"""A drawing as the page shows it: stages with their cards, faults on their step, what changed since another version."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Silence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .definition import Definition, Stage, Step
    from .faults import Fault
    from .wording import Speech


class Mark(StrEnum):
    """Against the version in use."""

    SAME = ""
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass
class Card:
    """One step as it is drawn."""

    step: Step
    who: str
    holder: str
    when: str
    notes: list[str]
    faults: list[Fault] = field(default_factory=list)
    mark: Mark = Mark.SAME
    changes: list[str] = field(default_factory=list)

    @property
    def has_error(self) -> bool:
        return any(fault.is_error for fault in self.faults)


@dataclass
class Box:
    """One stage as it is drawn; `number` counts from 1."""

    number: int
    cards: list[Card]
    quorum: int
    faults: list[Fault] = field(default_factory=list)

    @property
    def parallel(self) -> bool:
        return len(self.cards) > 1


def drawn_boxes(drawn: Definition, speech: Speech, language: str, faults: Iterable[Fault] = ()) -> list[Box]:
    """The stages in order, each fault on the step it is about."""
    by_step: dict[str, list[Fault]] = {}
    by_stage: dict[int, list[Fault]] = {}
    for fault in faults:
        if fault.step:
            by_step.setdefault(fault.step, []).append(fault)
        elif fault.stage is not None:
            by_stage.setdefault(fault.stage, []).append(fault)
    return [
        Box(
            number + 1,
            [_card(drawn, step, speech, language, by_step.get(step.key, [])) for step in stage.steps],
            stage.quorum,
            by_stage.get(number, []),
        )
        for number, stage in enumerate(drawn.stages)
    ]


def _card(drawn: Definition, step: Step, speech: Speech, language: str, faults: list[Fault]) -> Card:
    return Card(
        step,
        speech.who(step.who),
        speech.holder(step.who, language),
        speech.rule(step.when),
        notes(drawn, step, speech),
        faults,
    )


def notes(drawn: Definition, step: Step, speech: Speech) -> list[str]:
    """What else a step says: its time, its silence, its level, who may not do it."""
    said = []
    if step.days:
        said.append(ngettext("%(days)s working day", "%(days)s working days", step.days) % {"days": step.days})
        if step.silence != Silence.WAIT:
            said.append(_("silence: %(what)s") % {"what": step.silence.label})
    if step.level:
        said.append(_("level: %(level)s") % {"level": step.level.label})
    if step.read_all:
        said.append(_("every page is read"))
    said += [_("not the person of “%(step)s”") % {"step": name} for name in speech.apart(drawn, step)]
    return said


def compared(old: Definition, new: Definition, speech: Speech, language: str) -> list[Box]:
    """The new drawing with its marks; what was removed stands where it stood."""
    boxes = drawn_boxes(new, speech, language)
    before = {step.key: (number, step) for number, step in old.steps()}
    after = {step.key for _stage, step in new.steps()}
    aligned = _aligned(old, new)
    for number, box in enumerate(boxes):
        for card in box.cards:
            if card.step.key not in before:
                card.mark = Mark.ADDED
                continue
            was_at, was = before[card.step.key]
            card.changes = changes(old, was, new, card.step, speech)
            if aligned.get(was_at) != number:
                card.changes.append(_("Its place has changed."))
            if card.changes:
                card.mark = Mark.CHANGED
    shown: dict[int, list[Card]] = {}
    for number, step in old.steps():
        if step.key not in after:
            card = _card(old, step, speech, language, [])
            card.mark = Mark.REMOVED
            shown.setdefault(number, []).append(card)
    for number in sorted(shown):
        beside = aligned.get(number)
        if beside is not None:
            boxes[beside].cards += shown[number]
        else:
            later = [aligned[n] for n in sorted(aligned) if n > number]
            at = next((n for n, box in enumerate(boxes) if later and box.number == later[0] + 1), len(boxes))
            boxes.insert(at, Box(0, shown[number], 0))
    return boxes


def _aligned(old: Definition, new: Definition) -> dict[int, int]:
    """Which stage of the new drawing stands for which of the old: the one that holds its first step that is left."""
    places = {step.key: number for number, step in new.steps()}
    found: dict[int, int] = {}
    for number, stage in enumerate(old.stages):
        left = [places[step.key] for step in stage.steps if step.key in places]
        if left and left[0] not in found.values() and all(left[0] > other for other in found.values()):
            found[number] = left[0]
    return found


def changes(old: Definition, was: Step, new: Definition, now: Step, speech: Speech) -> list[str]:
    """What a step says otherwise, line by line."""
    pairs: Mapping[str, tuple[str, str]] = {
        _("Name"): (was.names.here, now.names.here),
        _("Kind"): (str(was.kind.label), str(now.kind.label)),
        _("Whose"): (speech.who(was.who), speech.who(now.who)),
        _("Only when"): (speech.rule(was.when) or _("always"), speech.rule(now.when) or _("always")),
        _("Conditions"): (" · ".join(notes(old, was, speech)) or "—", " · ".join(notes(new, now, speech)) or "—"),
    }
    return [
        _("%(what)s: %(old)s ← %(new)s") % {"what": what, "old": before, "new": after}
        for what, (before, after) in pairs.items()
        if before != after
    ]


def quorum_words(stage: Stage) -> str:
    """How many of those side by side must agree."""
    if not stage.quorum:
        return _("All agree")
    return _("%(quorum)s of %(steps)s agree") % {"quorum": stage.quorum, "steps": len(stage.steps)}
