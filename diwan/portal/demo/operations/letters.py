"""The letters: deposited, opened, accepted or returned by the clerks, at the hours people do such things."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.engines.documents import api as documents

from .. import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

    from .bodies import Places

OPENING = time(9)


@dataclass(frozen=True)
class LetterRow:
    """A letter of the data with what loading needs: when each thing happens, and its pieces already set."""

    row: dict[str, Any]
    applicant: dict[str, Any]
    country: str
    deposited_at: datetime
    opened_at: datetime
    decided_at: datetime
    pieces: tuple[tuple[str, bytes], ...]

    @property
    def fate(self) -> str:
        return self.row["fate"]


def prepare(*, now: datetime) -> list[LetterRow]:
    """Everything slow, before any transaction: the pieces set as PDF, the hours found in the calendars."""
    content = queries.data("letters")
    country = {o.code: body["country"] for body in queries.data("bodies")["bodies"] for o in queries.offices(body)}
    letters = []
    for number, row in enumerate(content["letters"]):
        applicant, where = content["applicants"][row["by"]], country[row["office"]]
        at = _local(now, where).date() - timedelta(days=row["days"])
        deposited = datetime.combine(at, time.fromisoformat(row["at"]), calendars.zone(where))
        opened = min(_next_working_moment(deposited, where, number), now)
        decided = min(opened + timedelta(minutes=12 + number * 29 % 140), now)
        letters.append(
            LetterRow(row, applicant, where, deposited, opened, decided, _pieces(row, applicant["name"], deposited))
        )
    return letters


def hand_in(letters: list[LetterRow], places: Places, clerks: dict[str, int]) -> None:
    """Play the two months in the order of time, so that numbers and dates rise together."""
    actors = {office: organisations.actor_for(clerk, letters[0].deposited_at) for office, clerk in clerks.items()}
    acts: list[tuple[datetime, Callable[[], None]]] = []
    for letter in letters:
        acts += _acts(letter, places, actors[letter.row["office"]])
    for _at, act in sorted(acts, key=lambda pair: pair[0]):
        act()


def clerks(places: Places, people: dict[str, int]) -> dict[str, int]:
    """Who works at each registry office: the first clerk of its unit."""
    found: dict[str, int] = {}
    for body in queries.data("bodies")["bodies"]:
        rows = queries.data("people")["people"][body["code"]]
        at = {r["unit"]: queries.address(body["code"], r) for r in reversed(rows) if r["role"] == "registry_clerk"}
        found |= {o.code: people[at[o.unit]] for o in queries.offices(body)}
    return found


def _acts(letter: LetterRow, places: Places, clerk: Actor) -> list[tuple[datetime, Callable[[], None]]]:
    made: dict[str, Any] = {}

    def deposit() -> None:
        made["deposit"] = _deposit(letter, places.offices[letter.row["office"]].pk)

    def act(operation: Callable[..., Any], at: datetime, **more: Any) -> None:
        operation(actor=clerk, deposit_id=made["deposit"].pk, now=at, **more)

    acts: list[tuple[datetime, Callable[[], None]]] = [(letter.deposited_at, deposit)]
    if letter.fate != "new":
        acts.append((letter.opened_at, lambda: act(deposits.open_, letter.opened_at)))
    if letter.fate == "accepted":
        acts.append((letter.decided_at, lambda: act(deposits.accept, letter.decided_at)))
    if letter.fate == "returned":
        why = letter.row["why"]
        acts.append((letter.decided_at, lambda: act(deposits.return_, letter.decided_at, reason=why)))
    return acts


def _deposit(letter: LetterRow, office_id: int) -> Any:
    row, at = letter.row, letter.deposited_at
    stored = [files.store(io.BytesIO(content), name=name, now=at) for name, content in letter.pieces]
    return deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=office_id,
        applicant=_applicant(letter.applicant),
        letter=deposits.Letter(
            subject=row["subject"],
            body=queries.text(row["text"]) if "text" in row else row["body"].strip(),
            language=row.get("language", "ar"),
            pieces=tuple(file.id for file in stored),
        ),
        now=at,
    ).deposit


def _applicant(row: dict[str, Any]) -> deposits.Applicant:
    kinds = {
        "identity": deposits.IdentityKind.CIN,
        "passport": deposits.IdentityKind.PASSPORT,
        "civil_id": deposits.IdentityKind.CIVIL_ID,
        "ice": deposits.IdentityKind.ICE,
        "commercial": deposits.IdentityKind.COMPANY,
    }
    given = next((name for name in kinds if name in row), None)
    return deposits.Applicant(
        name=row["name"],
        kind=deposits.ApplicantKind(row["kind"]),
        identity_kind=kinds[given] if given else deposits.IdentityKind.NONE,
        identity_number=row[given] if given else "",
        email=row.get("email", ""),
        phone=row.get("phone", ""),
    )


def _pieces(row: dict[str, Any], sender: str, at: datetime) -> tuple[tuple[str, bytes], ...]:
    language = row.get("language", "ar")

    def pdf(name: str) -> bytes:
        said = {"subject": row["subject"], "from": sender, "name": name.removesuffix(".pdf").replace("-", " ")}
        return documents.render("demo/piece", said, language=language, title=said["name"], at=at)

    return tuple((name, pdf(name)) for name in row.get("pieces", ()))


def _next_working_moment(after: datetime, country: str, number: int) -> datetime:
    """Some time in the morning of the next working day: the same for the same letter, not the same for all."""
    calendar = calendars.calendar(country)
    day: date = after.date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENING, calendars.zone(country)) + timedelta(minutes=number * 17 % 170)


def _local(now: datetime, country: str) -> datetime:
    return now.astimezone(calendars.zone(country))
