"""What was asked about the letters of the demonstration: given, passed on, answered, late, given back, taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters

from .. import queries
from . import letters as correspondence
from .acting import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor
    from diwan.correspondence.circulation.api import Instruction

    from .bodies import Places

Act = tuple[datetime, "Callable[[], None]"]
HOUR = timedelta(hours=1)
ASKED = (
    "المرجو إعداد مشروع جواب في الموضوع وموافاتي به قبل الأجل.",
    "للدراسة وإبداء الرأي، مع إشعاري بالمآل.",
    "لاتخاذ اللازم وفق المساطر الجاري بها العمل.",
    "",
)
ANSWERS = (
    "تم إعداد مشروع الجواب، وهو معروض على أنظاركم.",
    "بعد الدراسة، لا نرى مانعا من الاستجابة للطلب.",
    "تم اتخاذ اللازم بتنسيق مع المصالح المعنية.",
)
NOTES = ("المرجو التنسيق مع المفتشية العامة قبل الجواب.", "سبق أن وردت مراسلة في الموضوع نفسه خلال السنة الماضية.")


@dataclass
class Stage:
    """Who can act in each unit of a body, and what was asked about each letter."""

    places: Places
    heads: dict[tuple[str, str], int]
    given: dict[int, list[Instruction]] = field(default_factory=dict)
    known: dict[tuple[str, str], letters.Letter] = field(default_factory=dict)
    paces: dict[int, Any] = field(default_factory=dict)

    def letter(self, row: correspondence.Row) -> letters.Letter | None:
        """The letter of a row, once it is registered and as long as it is not closed."""
        key = (row.said["o"], row.said["s"])
        rows = letters.Letter.objects.filter(closed_at=None)
        if key in self.known:
            return self.known[key] if rows.filter(pk=self.known[key].pk).exists() else None
        found = rows.filter(office__code=key[0], subject=key[1]).select_related("administration").last()
        if found:
            self.known[key] = found
        return found

    def pace(self, administration_id: int) -> Any:
        if administration_id not in self.paces:
            self.paces[administration_id] = circulation.pace_of(administration_id)
        return self.paces[administration_id]

    def head(self, body: str, unit: str, at: datetime) -> Actor | None:
        person = self.heads.get((body, unit))
        return as_(person, at) if person else None

    def below(self, body: str, unit: str) -> str | None:
        """A unit under this one that somebody heads."""
        under = sorted(code for home, code in self.heads if home == body and code.startswith(f"{unit}-"))
        return under[0] if under else None


def acts(
    rows: list[correspondence.Row], places: Places, people: dict[str, int], clerks: dict[str, int], *, now: datetime
) -> list[Act]:
    """What is done and when, beside what `letters` does to the letters themselves."""
    heads = {
        (body, row["unit"]): people[queries.address(body, row)]
        for body, listed in queries.data("people")["people"].items()
        for row in listed
        if row.get("head")
    }
    stage = Stage(places, heads)
    ends = correspondence.ends(rows, now)
    done: list[Act] = []
    for number, row in enumerate(rows):
        units = [row.said["u"]] if "u" in row.said else row.said.get("to", [])
        if row.said["k"] == "out" or row.said.get("lv") == "confidential" or row.said.get("end") == "returned":
            continue
        units = [unit for unit in units if (row.body, unit) in places.units]
        if row.said.get("lv") == "restricted":  # given to heads alone
            units = [unit for unit in units if (row.body, unit) in heads]
        if units:
            done += _story(stage, row, number, units, clerks[row.said["o"]], ends.get(number))
    return [(min(at, now - HOUR / 2), act) for at, act in done]


def _story(
    stage: Stage, row: correspondence.Row, number: int, units: list[str], clerk: int, end: datetime | None
) -> list[Act]:
    """The life of what is asked about one letter; which one goes by its number, so that all are seen."""
    given = row.at + HOUR * (1 + number % 3)
    story: list[Act] = [(given, lambda: _give(stage, row, number, units, clerk, given))]
    first, kind = units[0], number % 7
    below = stage.below(row.body, first)
    if kind == 6 and end is None:
        return story  # nobody has opened it
    story.append((given + HOUR, lambda: _see(stage, row, first, given + HOUR)))
    if below and kind in (0, 2, 4):
        story.append((given + 2 * HOUR, lambda: _pass_on(stage, row, number, first, below, given + 2 * HOUR)))
        if end is not None or kind == 2:
            at = (end or given + timedelta(days=5)) - 3 * HOUR
            story.append((at, lambda: _answer_below(stage, row, number, first, below, at)))
    if end is not None:
        story.append((end - 2 * HOUR, lambda: _answer(stage, row, number, first, end - 2 * HOUR)))
        story.append((end - HOUR, lambda: _close(stage, row, clerk, end - HOUR)))
    elif kind == 3:
        at = given + timedelta(days=2)
        story.append((at, lambda: _answer(stage, row, number, first, at)))
    elif kind == 5 and number % 2 and "u" in row.said:
        at = given + timedelta(days=1)
        story.append((at, lambda: _give_back(stage, row, first, at)))
    if number % 9 == 4:
        story.append((given + 4 * HOUR, lambda: _note(stage, row, number, first, given + 4 * HOUR)))
    return story


def _give(stage: Stage, row: correspondence.Row, number: int, units: list[str], clerk: int, at: datetime) -> None:
    letter = stage.letter(row)
    if letter is None:
        return
    verbs = (circulation.Verb.PREPARE, circulation.Verb.HANDLE, circulation.Verb.OPINION)
    days, due = circulation.usual_due(letter, stage.pace(letter.administration_id), at)
    asked = [
        circulation.Asked(
            unit=stage.places.units[row.body, unit].pk,
            verb=verbs[number % 3] if len(units) == 1 else circulation.Verb.HANDLE,
            lead=place == 0,
            text=ASKED[number % 4] if place == 0 else "",
            due_on=None if days else due,
            due_days=days,
        )
        for place, unit in enumerate(units)
    ]
    copies = [unit for unit in row.said.get("cc", ()) if (row.body, unit) in stage.places.units]
    asked += [
        circulation.Asked(unit=stage.places.units[row.body, unit].pk, verb=circulation.Verb.INFORM)
        for unit in copies
        if unit not in units
    ]
    dispatch = circulation.give(actor=as_(clerk, at), letter_id=letter.pk, asked=asked, now=at)
    stage.given[letter.pk] = list(dispatch.instructions.order_by("-lead", "pk"))


def _first(stage: Stage, row: correspondence.Row) -> Instruction | None:
    letter = stage.letter(row)
    given = stage.given.get(letter.pk, []) if letter else []
    return given[0] if given else None


def _see(stage: Stage, row: correspondence.Row, unit: str, at: datetime) -> None:
    one, head = _first(stage, row), stage.head(row.body, unit, at)
    if one and head:
        circulation.see(actor=head, instruction=one, now=at)


def _pass_on(stage: Stage, row: correspondence.Row, number: int, unit: str, below: str, at: datetime) -> None:
    one, head = _first(stage, row), stage.head(row.body, unit, at)
    if one is None or head is None or one.verb == circulation.Verb.INFORM:
        return
    asked = circulation.Asked(
        unit=stage.places.units[row.body, below].pk,
        verb=circulation.Verb.PREPARE,
        text=ASKED[(number + 1) % 4],
        due_on=one.due_on,
    )
    circulation.give(actor=head, letter_id=one.letter_id, asked=[asked], parent_id=one.pk, now=at)


def _answer_below(stage: Stage, row: correspondence.Row, number: int, unit: str, below: str, at: datetime) -> None:
    one, deputy, head = _first(stage, row), stage.head(row.body, below, at), stage.head(row.body, unit, at)
    child = circulation.Instruction.objects.filter(dispatch__parent=one, state="open").first() if one else None
    if child is None or deputy is None or head is None:
        return
    circulation.see(actor=deputy, instruction=child, now=at)
    circulation.answer(actor=deputy, instruction_id=child.pk, text=ANSWERS[number % 3], now=at)
    if number % 4:
        circulation.close(actor=head, instruction_id=child.pk, now=at + HOUR / 2)


def _answer(stage: Stage, row: correspondence.Row, number: int, unit: str, at: datetime) -> None:
    one, head = _first(stage, row), stage.head(row.body, unit, at)
    if one and head:
        circulation.answer(actor=head, instruction_id=one.pk, text=ANSWERS[(number + 1) % 3], now=at)


def _close(stage: Stage, row: correspondence.Row, clerk: int, at: datetime) -> None:
    letter = stage.letter(row)
    for one in stage.given.get(letter.pk, []) if letter else []:
        live = circulation.Instruction.objects.live().filter(pk=one.pk).exists()
        if live:
            actor = as_(clerk, at)
            circulation.close(actor=actor, instruction_id=one.pk, below=True, now=at)


def _give_back(stage: Stage, row: correspondence.Row, unit: str, at: datetime) -> None:
    one, head = _first(stage, row), stage.head(row.body, unit, at)
    if one and head:
        circulation.give_back(
            actor=head, instruction_id=one.pk, reason="الموضوع لا يدخل ضمن اختصاصات هذه المديرية", now=at
        )


def _note(stage: Stage, row: correspondence.Row, number: int, unit: str, at: datetime) -> None:
    letter, head = stage.letter(row), stage.head(row.body, unit, at)
    if letter and head and letters.Letter.objects.visible_to(head).filter(pk=letter.pk).exists():
        circulation.write_note(actor=head, letter_id=letter.pk, text=NOTES[number % 2], now=at)


def furnish(places: Places, *, now: datetime) -> None:
    """Lists, rules and delays of the ministry of education, as its registry keeps them."""
    ministry = places.administrations["MEN"].pk
    codes = ("DRH", "DSSP", "DC", "DE", "DSI", "DAJC", "DAGBP", "DCPESP", "DPSS")
    directorates = [places.units["MEN", code].pk for code in codes]
    academies = [unit.pk for (body, code), unit in places.units.items() if body == "MEN" and code.startswith("AREF-")]
    for name, units in (
        ("كل المديريات المركزية", directorates),
        ("المديريات المركزية والأكاديميات الجهوية", directorates + academies),
    ):
        asked = [circulation.Asked(unit=unit, verb=circulation.Verb.HANDLE) for unit in units]
        circulation.keep_list(
            actor=organisations.SYSTEM, administration_id=ministry, unit_id=None, name=name, asked=asked, now=now
        )
    rules: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("أسئلة البرلمانيين حول الموارد البشرية", "DRH", {"sender": "البرلمان", "words": "أساتذة"}),
        ("مراسلات القضاء والوسيط", "DAJC", {"words": "ملف"}),
        ("الصفقات والتجهيز", "DAGBP-MP", {"words": "marché"}),
    )
    for name, unit, said in rules:
        condition = circulation.Condition(name=name, unit=places.units["MEN", unit].pk, verb="prepare", **said)
        rule = circulation.keep_rule(
            actor=organisations.SYSTEM, administration_id=ministry, condition=condition, now=now
        )
        circulation.try_rule(actor=organisations.SYSTEM, rule_id=rule.pk, now=now)
        if name != "مراسلات القضاء والوسيط":
            circulation.put_to_work(actor=organisations.SYSTEM, rule_id=rule.pk, enabled=True, now=now)
