"""Reading for the depositor, and for whoever holds a reference or a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import ANONYMOUS
from diwan.correspondence.procedures import api as procedures

from ..clocks import clock_of
from ..enums import CLOSED, SPOKEN_OF_ELSEWHERE, MessageKind, ProofKind, State
from ..models import Deposit, Message, Opening, Receipt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor, Names

PROOF_OF = {State.FORWARDED: ProofKind.FORWARDING, State.SILENT: ProofKind.SILENCE}  # beside the receipt
STORY = ("pieces__file", "steps", "receipts__file", "openings", "clock_events", "messages__files__file", "corrections")


def followed(reference: str, code: str, actor: Actor = ANONYMOUS) -> Deposit | None:
    """A deposit as its depositor sees it, with its whole story: opened by its code, or by their account."""
    rows = Deposit.objects.following(reference, code, actor).select_related(
        "office__administration", "entry__book", "forwarded_from", "forwarded_to"
    )
    return rows.prefetch_related(*STORY).first()


def by_reference(reference: str) -> Deposit | None:
    """What a stranger may be told about a reference: the caller shows no more than place, date and state."""
    rows = Deposit.objects.select_related("office__administration", "entry").prefetch_related("receipts__file")
    return rows.filter(reference=reference.strip().upper()).first()


def by_id(deposit_id: int) -> Deposit | None:
    """The deposit that a receipt's proof speaks of."""
    return Deposit.objects.filter(pk=deposit_id).first()


def in_charge(deposit: Deposit) -> Any:
    """The official who last dealt with a letter: wrote, decided, or opened it; None when nobody did."""
    message = deposit.messages.filter(from_office=True, author__isnull=False).select_related("author").last()
    if message:
        return message.author
    opening = deposit.openings.select_related("reader").order_by("last_at").last()
    return deposit.decided_by or (opening and opening.reader)


def awaited_requests() -> Iterable[Message]:
    """The requests for pieces that are still open: the last one of each letter that waits."""
    rows = Message.objects.filter(kind=MessageKind.REQUEST, deposit__state=State.INCOMPLETE)
    return (
        rows.select_related("deposit__office__administration")
        .order_by("deposit_id", "-at")
        .distinct("deposit_id")
        .iterator()
    )


@dataclass(frozen=True)
class LegalTime:
    """Where the time of a letter stands on a day. `days_left` is negative when late, None while suspended."""

    due_on: date | None
    days_left: int | None
    suspended_since: date | None
    silence: str
    answered_on: date | None

    @property
    def days_late(self) -> int:
        return -self.days_left if self.days_left is not None and self.days_left < 0 else 0


def legal_time(deposit: Deposit, now: datetime) -> LegalTime | None:
    """The legal time of a letter as its reader needs it; None where no text sets one. Once closed, as it was then."""
    card = procedures.card(deposit.procedure_version_id) if deposit.procedure_version_id else None
    clock = clock_of(deposit, card)
    if clock is None:
        return None
    country = deposit.office.administration.country
    end = calendars.local_day(deposit.closed_at or now, country)
    return LegalTime(
        due_on=clock.due_on,
        days_left=clock.days_left(end),
        suspended_since=clock.stops[-1].since if clock.stopped else None,
        silence=clock.rule.silence,
        answered_on=end if deposit.state in CLOSED else None,
    )


def unit_names(deposit: Deposit, now: datetime) -> dict[int, Names]:
    """What each unit that had a hand in a letter is called today (1 query, one more for each abolished one)."""
    ids = {deposit.unit_id, *(s.unit_id for s in deposit.steps.all()), *(o.unit_id for o in deposit.openings.all())}
    ids |= {message.unit_id for message in deposit.messages.all()}
    known = {unit_id for unit_id in ids if unit_id is not None}
    day = calendars.local_day(now, deposit.office.administration.country)
    found = {version.unit_id: version.names for version in organisations.directory(day).filter(unit_id__in=known)}
    for gone in known - set(found):
        names = {language: organisations.unit_name(gone, day, language) for language in ("ar", "fr", "en", "zgh")}
        found[gone] = organisations.Names(**names)
    return found


def pending(deposit: Deposit) -> bool:
    """Whether a sealed proof is still owed."""
    kinds = {receipt.kind for receipt in deposit.receipts.all()}
    return not {ProofKind.RECEIPT, PROOF_OF.get(State(deposit.state), ProofKind.RECEIPT)} <= kinds


def seen_of(deposit: Deposit) -> str:
    """What has been said of a letter, in a word: another one means that there is news."""
    return f"{deposit.state}-{len(deposit.messages.all())}"


def still_waits(reference: str, code: str, actor: Actor, seen: str) -> bool:
    """Whether a page that asks each second for its sealed proof would say what it says already (3 small queries)."""
    rows = Deposit.objects.following(reference, code, actor).only("state")
    deposit = rows.prefetch_related(
        Prefetch("receipts", Receipt.objects.only("deposit_id", "kind")),
        Prefetch("messages", Message.objects.only("deposit_id")),
    ).first()
    return deposit is not None and pending(deposit) and seen_of(deposit) == seen


def proofs_of(deposit: Deposit) -> list[Receipt]:
    """The sealed documents of a letter, its receipt first; `replaced` where a later version of the same kind stands."""
    latest: dict[str, Receipt] = {}
    rows = sorted(deposit.receipts.all(), key=lambda row: (row.kind != ProofKind.RECEIPT, row.kind, -row.version))
    for row in rows:
        row.replaced = latest.setdefault(row.kind, row) is not row  # type: ignore[attr-defined]
    return rows


def open_request(deposit: Deposit) -> Message | None:
    """The request for pieces that waits for the depositor."""
    if deposit.state != State.INCOMPLETE:
        return None
    return next((m for m in reversed(deposit.messages.all()) if m.kind == MessageKind.REQUEST), None)


def reply(deposit: Deposit) -> Message | None:
    """The answer, when there is one."""
    return next((m for m in deposit.messages.all() if m.kind == MessageKind.REPLY), None)


def openings(deposit: Deposit) -> list[Opening]:
    """Who opened a letter, as its depositor sees it: one line for each unit, when first and last.

    The unit, not the person: it is the administration that reads, and an official is no public figure.
    """
    units: dict[int | None, Opening] = {}
    for opening in deposit.openings.all():
        first = units.setdefault(opening.unit_id, opening)
        first.last_at = max(first.last_at, opening.last_at)
    return list(units.values())


def may_be_written_to(deposit: Deposit) -> bool:
    """Whether a message may still be added."""
    return deposit.state not in SPOKEN_OF_ELSEWHERE


def by_sealed(sha256: str) -> tuple[Receipt, Receipt] | None:
    """A sealed document by its fingerprint, and the last version of it; None when it is none of ours."""
    row = Receipt.objects.filter(file__sha256=sha256).select_related("deposit").first()
    if row is None:
        return None
    last = Receipt.objects.filter(deposit=row.deposit, kind=row.kind).order_by("version").last()
    assert last is not None
    return row, last
