"""What the public hands in: deposited, opened, accepted or returned by the clerks, at the hours people do such."""

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
from .acting import as_
from .catalogue import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

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
    pieces: tuple[tuple[str, Future[bytes]], ...]
    now: datetime

    @property
    def fate(self) -> str:
        return self.row["fate"]


def prepare(beside: Executor, *, now: datetime) -> list[LetterRow]:
    """Before the transaction: the hours found in the calendars. The pieces are set as PDF beside it."""
    content = queries.data("deposits")
    country = {o.code: body["country"] for body in queries.data("bodies")["bodies"] for o in queries.offices(body)}
    letters = []
    for number, row in enumerate(content["letters"]):
        applicant, where = content["applicants"][row["by"]], country[row["office"]]
        at = _local(now, where).date() - timedelta(days=row["days"])
        deposited = datetime.combine(at, time.fromisoformat(row["at"]), calendars.zone(where))
        opened = min(_next_working_moment(deposited, where, number), now)
        decided = min(opened + timedelta(minutes=12 + number * 29 % 140), now)
        letters.append(
            LetterRow(
                row,
                applicant,
                where,
                deposited,
                opened,
                decided,
                _pieces(beside, row, applicant["name"], deposited),
                now,
            )
        )
    return letters


def acts(
    letters: list[LetterRow],
    places: Places,
    people: dict[str, int],
    clerks: dict[str, int],
    offered: dict[tuple[str, str], int],
) -> tuple[list[tuple[datetime, Callable[[], None]]], list[tuple[str, dict[str, Any]]]]:
    """What is done and when, and where each letter will be found once it is done, by office."""
    actors = {office: as_(clerk, letters[0].deposited_at) for office, clerk in clerks.items()}
    done: list[tuple[datetime, Callable[[], None]]] = []
    handed: list[tuple[str, dict[str, Any]]] = []
    for letter in letters:
        sender, clerk = _sender(letter, people), actors[letter.row["office"]]
        made: dict[str, Any] = {}
        handed.append((letter.row["office"], made))
        done += _acts(letter, made, places, sender, clerk, offered)
    return done, handed


def _sender(letter: LetterRow, people: dict[str, int]) -> Actor:
    """Whose account hands the letter in: an official for their unit, a member of the public, or nobody's."""
    members = {row["applicant"]: row["email"] for row in queries.data("people")["members"]}
    email = letter.row.get("sent_from") or members.get(letter.row["by"])
    return as_(people[email], letter.deposited_at) if email else organisations.ANONYMOUS


def clerks(places: Places, people: dict[str, int]) -> dict[str, int]:
    """Who works at each registry office: the first clerk of its unit."""
    found: dict[str, int] = {}
    for body in queries.data("bodies")["bodies"]:
        rows = queries.data("people")["people"][body["code"]]
        at = {r["unit"]: queries.address(body["code"], r) for r in reversed(rows) if r["role"] == "registry_clerk"}
        found |= {o.code: people[at[o.unit]] for o in queries.offices(body)}
    return found


def _acts(
    letter: LetterRow,
    made: dict[str, Any],
    places: Places,
    sender: Actor,
    clerk: Actor,
    offered: dict[tuple[str, str], int],
) -> list[tuple[datetime, Callable[[], None]]]:
    def deposit() -> None:
        done = _deposit(letter, sender, places.offices[letter.row["office"]].pk, offered)
        made.update(deposit=done.deposit, code=done.code)

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
    for number, then in enumerate(letter.row.get("then", ())):
        at = min(letter.decided_at + timedelta(hours=3 + 26 * number), letter.now)
        acts.append((at, lambda then=then, at=at: _later(then, made, clerk, places, at)))  # type: ignore[misc]
    return acts


def _later(then: dict[str, Any], made: dict[str, Any], clerk: Actor, places: Places, at: datetime) -> None:
    """What the office and the depositor did after the decision, or instead of one."""
    deposit_id, said = made["deposit"].pk, then.get("text", "")
    office = {"actor": clerk, "deposit_id": deposit_id, "now": at}
    depositor = {**office, "actor": organisations.ANONYMOUS, "code": made["code"]}
    match then["act"]:
        case "ask":
            deposits.request_pieces(**office, missing=then["missing"], text=said)
        case "send":
            content = documents.render(
                "demo/piece", {"subject": said, "from": "", "name": said}, language="ar", title=said, at=at
            )
            file = files.store(io.BytesIO(content), name=then["file"], now=at)
            deposits.complete(**depositor, pieces=[file.id], text=said)
        case "write":
            deposits.write(**office, text=said)
        case "write_back":
            deposits.write(**depositor, text=said)
        case "answer":
            deposits.answer(**office, text=said)
        case "read":
            deposits.read(**depositor)
            deposits.read(**depositor, answer=True)
        case "forward":
            deposits.forward(**office, office_id=places.offices[then["to"]].pk, reason=said)


def _deposit(letter: LetterRow, sender: Actor, office_id: int, offered: dict[tuple[str, str], int]) -> Any:
    row, at = letter.row, letter.deposited_at
    procedure = find(offered, office_id, row["procedure"], at) if "procedure" in row else None
    stored = [files.store(io.BytesIO(piece.result()), name=name, now=at) for name, piece in letter.pieces]
    return deposits.deposit(
        actor=sender,
        office_id=office_id,
        applicant=_applicant(letter.applicant, sender.seats[0].unit_id if "sent_from" in row else None),
        letter=deposits.Letter(
            subject=row["subject"],
            body=queries.text(row["text"]) if "text" in row else row["body"].strip(),
            language=row.get("language", "ar"),
            pieces=tuple(file.id for file in stored),
            procedure=procedure,
        ),
        now=at,
    )


def _applicant(row: dict[str, Any], sender_unit: int | None) -> deposits.Applicant:
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
        sender_unit=sender_unit,
    )


def _pieces(beside: Executor, row: dict[str, Any], sender: str, at: datetime) -> tuple[tuple[str, Future[bytes]], ...]:
    language = row.get("language", "ar")

    def pdf(name: str) -> bytes:
        said = {"subject": row["subject"], "from": sender, "name": name.removesuffix(".pdf").replace("-", " ")}
        return documents.render("demo/piece", said, language=language, title=said["name"], at=at)

    return tuple((name, beside.submit(pdf, name)) for name in row.get("pieces", ()))


def _next_working_moment(after: datetime, country: str, number: int) -> datetime:
    """Some time in the morning of the next working day: the same for the same letter, not the same for all."""
    calendar = calendars.calendar(country)
    day: date = after.date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, OPENING, calendars.zone(country)) + timedelta(minutes=number * 17 % 170)


def _local(now: datetime, country: str) -> datetime:
    return now.astimezone(calendars.zone(country))
