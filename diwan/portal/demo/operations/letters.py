"""The correspondence: plan and files, then letters registered, linked, closed, returned at the hours of an office."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.engines.documents import api as documents

from .. import queries
from .acting import as_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor, Future
    from datetime import date

    from diwan.core.organisations.api import Actor

    from .bodies import Places

KINDS = {"in": letters.Kind.INCOMING, "out": letters.Kind.OUTGOING, "int": letters.Kind.INTERNAL}
BODY = {
    "ar": (
        "وبعد، علاقة بالموضوع المشار إليه أعلاه، يشرفني أن أوافيكم بالمعطيات والعناصر المرتبطة به، وأن ألتمس منكم "
        "اتخاذ ما ترونه مناسبا في شأنه داخل الأجل المحدد.",
        "وتفضلوا بقبول فائق عبارات التقدير والاحترام.",
    ),
    "fr": (
        "Comme suite à l'objet cité ci-dessus, j'ai l'honneur de vous faire parvenir les éléments qui s'y rapportent "
        "et de vous prier de bien vouloir y réserver la suite que vous jugerez utile dans le délai indiqué.",
        "Veuillez agréer l'expression de ma considération distinguée.",
    ),
    "en": (
        "With reference to the subject above, please find the information it calls for.",
        "Yours faithfully.",
    ),
}


@dataclass(frozen=True)
class Row:
    """A letter of the data, when it was registered, and its page if it has one, which is being set meanwhile."""

    said: dict[str, Any]
    body: str
    country: str
    at: datetime
    page: Future[bytes] | None

    @property
    def language(self) -> str:
        return self.said.get("l", "ar")

    @property
    def text(self) -> str:
        return "\n".join((self.said["s"], *BODY[self.language]))


def prepare(beside: Executor, *, now: datetime) -> list[Row]:
    """Before the transaction: hours found in the calendars. The pages are set as PDF beside it."""
    office = {o.code: body for body in queries.data("bodies")["bodies"] for o in queries.offices(body)}
    rows: list[Row] = []
    before: Counter[date] = Counter()
    for said in _all():
        body = office[said["o"]]
        at = _working_moment(now, said["d"], body["country"], before)
        page = beside.submit(_page, said, body, at) if said.get("pdf") or said["k"] == "int" else None
        rows.append(Row(said, body["code"], body["country"], at, page))
    return rows


def acts(
    rows: list[Row], places: Places, people: dict[str, int], clerks: dict[str, int], *, now: datetime
) -> list[tuple[datetime, Callable[[], None]]]:
    """What is done to the letters and when: registered, read by the head of the unit in charge, closed or returned."""
    made: dict[str, letters.Letter] = {}
    plan = _plan(places, now=rows[0].at - timedelta(days=1))
    dossiers = _dossiers(places, plan, now=rows[0].at - timedelta(days=1))
    actors = {office: as_(clerk, rows[0].at) for office, clerk in clerks.items()}
    heads = {
        (body, row["unit"]): as_(people[queries.address(body, row)], rows[0].at)
        for body, listed in queries.data("people")["people"].items()
        for row in listed
        if row.get("head")
    }
    done: list[tuple[datetime, Callable[[], None]]] = []
    answered = {row.said["re"][1]: row.at for row in rows if row.said.get("re", [""])[0] == "answers"}
    for number, row in enumerate(rows):
        key, clerk = row.said.get("id", str(number)), actors[row.said["o"]]

        def register(row: Row = row, key: str = key, clerk: Actor = clerk) -> None:
            made[key] = _register(row, places, clerk, plan, dossiers, made)

        done.append((row.at, register))
        head = heads.get((row.body, row.said.get("u", "")))
        if head and number % 3:
            done.append((row.at + timedelta(hours=3), lambda key=key, head=head: _read(made[key], head)))  # type: ignore[misc]
        end = _end(row, answered.get(key), now)
        if end:
            done.append((end, lambda row=row, key=key, clerk=clerk, end=end: _finish(row, made[key], clerk, end)))  # type: ignore[misc]
    return [(min(at, now - timedelta(hours=1)), act) for at, act in done]


def ends(rows: list[Row], now: datetime) -> dict[int, datetime]:
    """When each letter that is over was closed, by its place in the data."""
    answered = {row.said["re"][1]: row.at for row in rows if row.said.get("re", [""])[0] == "answers"}
    found = {number: _end(row, answered.get(row.said.get("id", str(number))), now) for number, row in enumerate(rows)}
    return {number: end for number, end in found.items() if end}


def _end(row: Row, answered_at: datetime | None, now: datetime) -> datetime | None:
    """A letter that was answered, or asked for nothing a month ago, is closed."""
    if row.said.get("lv") == "confidential":
        return None  # its clerk has no right to open it again
    if row.said.get("end") == "returned":
        return row.at + timedelta(days=1)
    if answered_at:
        return answered_at + timedelta(hours=2)
    old = row.at < now - timedelta(days=30)
    return row.at + timedelta(days=6) if old and "due" not in row.said else None


def _finish(row: Row, letter: letters.Letter, clerk: Actor, at: datetime) -> None:
    if row.said.get("end") == "returned":
        letters.return_(actor=clerk, letter_id=letter.pk, reason=row.said["why"], now=at)
    else:
        letters.close(actor=clerk, letter_id=letter.pk, now=at)


def _read(letter: letters.Letter, head: Actor) -> None:
    if letters.Letter.objects.visible_to(head).filter(pk=letter.pk).exists() and letter.registered_at:
        letters.read(actor=head, letter=letter, now=letter.registered_at + timedelta(hours=3))


def _register(
    row: Row,
    places: Places,
    clerk: Actor,
    plan: dict[tuple[str, str], int],
    dossiers: dict[str, int],
    made: dict[str, letters.Letter],
) -> letters.Letter:
    said, at = row.said, row.at
    pieces, texts = [], {}
    if row.page is not None:
        stored = files.store(io.BytesIO(row.page.result()), name=f"{said['s'][:60]}.pdf", now=at)
        pieces, texts = [stored.id], {stored.id: row.text}
    unit = said.get("u", said.get("by"))
    due = _due(said, at, row.country)
    new = letters.NewLetter(
        subject=said["s"],
        parties=tuple(_parties(row, places)),
        language=row.language,
        medium=letters.Medium(said.get("m", "internal" if said["k"] == "int" else "paper")),
        level=letters.Level(said.get("lv", "ordinary")),
        priority=letters.Priority(said.get("pr", "normal")),
        unit=places.units[row.body, unit].pk if unit else None,
        dated_on=at.date() - timedelta(days=2 if said["k"] == "in" else 0),
        received_on=at.date() if said["k"] == "in" else None,
        their_reference=said.get("ref", ""),
        plan_class=plan.get((row.body, said.get("c", ""))),
        dossier=dossiers.get(said.get("f", "")),
        due_on=due,
        due_kind=("legal" if said.get("legal") else "internal") if due else "",
    )
    letter = letters.register(
        actor=clerk,
        office_id=places.offices[said["o"]].pk,
        kind=KINDS[said["k"]],
        letter=new,
        pieces=pieces,
        texts=texts,
        now=at,
    )
    if "re" in said:
        kind, other = said["re"]
        letters.link(letter=letter, other_id=made[other].pk, kind=letters.LinkKind(kind), now=at)
    return letter


def _parties(row: Row, places: Places) -> Iterable[letters.Correspondent]:
    said, sender = row.said, letters.PartyRole.SENDER
    if said["k"] == "in":
        yield _correspondent(said["p"], row, places, sender)
        return
    yield _unit(said["by"], row, places, sender)
    if said["k"] == "out":
        yield _correspondent(said["p"], row, places, letters.PartyRole.ADDRESSEE)
    for role, codes in (
        (letters.PartyRole.ADDRESSEE, said.get("to", ())),
        (letters.PartyRole.COPY, said.get("cc", ())),
    ):
        for code in codes:
            yield _unit(code, row, places, role)


def _correspondent(key: str, row: Row, places: Places, role: letters.PartyRole) -> letters.Correspondent:
    known = queries.data("letters")["correspondents"].get(key)
    if known is None:
        return _unit(key, row, places, role)
    unit = tuple(known["unit"].split("/")) if "unit" in known else None
    return letters.Correspondent(
        name=known["name"],
        role=role,
        kind=letters.PartyKind(known["kind"]),
        representative=known.get("rep", ""),
        title=known.get("title", ""),
        unit=places.units[unit].pk if unit else None,  # type: ignore[index]
    )


def _unit(code: str, row: Row, places: Places, role: letters.PartyRole) -> letters.Correspondent:
    """A unit of the same body, or another body of the demo by the code of its root."""
    here = (row.body, code) in places.units and (row.body != code)
    unit = places.units[(row.body, code) if here else (code, code)]
    kind = letters.PartyKind.UNIT if here else letters.PartyKind.ADMINISTRATION
    name = places.named(unit.pk, row.at.date()).get(row.language)
    return letters.Correspondent(name=name, role=role, kind=kind, unit=unit.pk)


def _due(said: dict[str, Any], at: datetime, country: str) -> date | None:
    if "due" not in said:
        return None
    calendar, day = calendars.calendar(country), at.date() + timedelta(days=said["due"])
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def _plan(places: Places, *, now: datetime) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for body, classes in queries.data("letters")["plan"].items():
        new = [
            letters.NewClass(code=row["code"], names=queries.names(row), under=row.get("under", "")) for row in classes
        ]
        made = letters.add_classes(
            actor=organisations.SYSTEM, administration_id=places.administrations[body].pk, classes=new, now=now
        )
        found |= {(body, row.code): row.pk for row in made}
    return found


def _dossiers(places: Places, plan: dict[tuple[str, str], int], *, now: datetime) -> dict[str, int]:
    return {
        key: letters.open_dossier(
            actor=organisations.SYSTEM,
            unit_id=places.units[row["body"], row["unit"]].pk,
            plan_class_id=plan[row["body"], row["class"]],
            title=row["title"],
            level=letters.Level(row.get("level", "ordinary")),
            now=now,
        ).pk
        for key, row in queries.data("letters")["files"].items()
    }


def _all() -> list[dict[str, Any]]:
    """The letters and the series spelt out, oldest first."""
    content = queries.data("letters")
    named = {a["code"]: a for a in queries.data("academies")["academies"]}
    rows = list(content["letters"])
    for series in content["series"]:
        for n, code in enumerate(series["academies"]):
            language = series.get("l", "ar")
            region = named[code][language].rpartition("جهة " if language == "ar" else "région ")[2]
            said = {name: value for name, value in series.items() if name != "academies"}
            rows.append(
                said | {"p": code, "s": series["s"].format(region), "d": series["d"] - n % 4, "pdf": n % 3 == 0}
            )
    return sorted(rows, key=lambda row: -row["d"])


def _working_moment(now: datetime, days: int, country: str, before: Counter[date]) -> datetime:
    """Later that day, or the next working one, than what was placed there before; never after the loading."""
    zone, calendar = calendars.zone(country), calendars.calendar(country)
    day = now.astimezone(zone).date() - timedelta(days=days)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    at = datetime.combine(day, time(8, 40), zone) + timedelta(minutes=before[day] * 19)
    before[day] += 1
    return min(at, now - timedelta(hours=3))


def _page(said: dict[str, Any], body: dict[str, Any], at: datetime) -> bytes:
    language = said.get("l", "ar")
    known = queries.data("letters")["correspondents"].get(said.get("p", ""), {})
    ours, theirs = queries.names(body["names"][-1]).get(language), known.get("name", "")
    sender, addressee = (theirs or ours, ours) if said["k"] == "in" else (ours, theirs or ours)
    if said["k"] == "int":
        units = {unit.code: unit.names.get(language) for unit in queries.units(body)}
        sender, addressee = units[said["by"]], "\n".join(units[code] for code in said["to"])
    data = {
        "from": sender,
        "to": addressee,
        "title": known.get("title", "") if said["k"] == "out" else "",
        "reference": said.get("ref", "—"),
        "date": calendars.format_date(at.date(), language, body["country"]),
        "subject": said["s"],
        "body": list(BODY[language]),
    }
    return documents.render("demo/letter", data, language=language, title=said["s"], at=at)
