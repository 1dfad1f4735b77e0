"""Letters on their way: sent from office to office, by e-mail and by post, each brought to where the data says."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.letters import api as letters
from diwan.engines.documents import api as documents

from .. import queries
from .acting import as_
from .letters import BODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

    from .bodies import Places

    Acts = list[tuple[datetime, Callable[[], None]]]

REFUSED = {"refused", "again"}


def acts(places: Places, clerks: dict[str, int], *, now: datetime) -> Acts:
    """What is done to each letter, and when, for `loading.play` to put in order with everything else."""
    said = queries.data("deliveries")
    done: Acts = []
    for number, row in enumerate(said["letters"]):
        done += Way(row, said["outside"], places, clerks, begun(now, row["d"], number)).acts(now)
    return [(min(at, now - timedelta(minutes=30)), act) for at, act in done]


def begun(now: datetime, days: int, number: int) -> datetime:
    """A worked hour, so many days ago."""
    zone, calendar = calendars.zone("MA"), calendars.calendar("MA")
    day = now.astimezone(zone).date() - timedelta(days=days)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, 10, 5 + number, tzinfo=zone)


class Way:
    """One letter of the data, from its number to its end."""

    def __init__(
        self, row: dict[str, Any], outside: dict[str, Any], places: Places, clerks: dict[str, int], at: datetime
    ) -> None:
        self.row, self.outside, self.places, self.clerks, self.at = row, outside, places, clerks, at
        self.sending: delivery.Sending

    def acts(self, now: datetime) -> Acts:
        end = self.row["end"]
        done: Acts = [(self.at, lambda: self.send(self.at)), (self.later(0.1), lambda: self.carry(self.later(0.1)))]
        decided = self.later(20 if end != "opened" else 3)
        if end in ("accepted", "returned"):
            done.append((decided, lambda: self.accept(decided)))
        if end == "returned":
            after = self.later(44)
            done.append((after, lambda: self.give_back(after)))
        if end in REFUSED:
            done.append((decided, lambda: self.refuse(decided)))
        if end == "again":
            second, third = self.later(26), self.later(50)
            done += [(second, lambda: self.again(second)), (third, lambda: self.accept(third))]
        if end == "withdrawn":
            done.append((decided, lambda: self.withdraw(decided)))
        if end in OUTSIDE_ENDS:
            done.append((decided, lambda: OUTSIDE_ENDS[end](self, decided)))
        return done

    def later(self, hours: float) -> datetime:
        return self.at + timedelta(hours=hours)

    @property
    def clerk(self) -> Actor:
        return as_(self.clerks[self.row["o"]], self.at)

    @property
    def receiver(self) -> Actor:
        return as_(self.clerks[self.row["to"]], self.at)

    def send(self, at: datetime) -> None:
        office, language = self.places.offices[self.row["o"]], self.row.get("l", "ar")
        party = self.party()
        new = letters.NewLetter(
            subject=self.row["s"],
            body="\n\n".join(BODY[language]),
            language=language,
            medium=letters.Medium.PAPER if self.row["way"] == "post" else letters.Medium.EXCHANGE,
            parties=(party,),
            dated_on=at.date(),
        )
        page = documents.render(
            "demo/letter",
            {
                "from": organisations.administration_name(office.administration_id, at.date(), language),
                "to": party.name,
                "title": "",
                "reference": "—",
                "date": calendars.format_date(at.date(), language, "MA"),
                "subject": self.row["s"],
                "body": list(BODY[language]),
            },
            language=language,
            title=self.row["s"],
            at=at,
        )
        piece = files.store(io.BytesIO(page), name=f"{self.row['s'][:60]}.pdf", now=at)
        letter = letters.register(
            actor=self.clerk,
            office_id=office.pk,
            kind=letters.Kind.OUTGOING,
            letter=new,
            pieces=[piece.pk],
            texts={piece.pk: self.row["s"]},
            now=at,
        )
        asked = delivery.Asked(party=letter.parties.get().pk, channel=self.row["way"])
        self.sending = delivery.send(actor=self.clerk, letter_id=letter.pk, to=[asked], now=at)[0]

    def party(self) -> letters.Correspondent:
        known = self.outside.get(self.row["to"])
        if known:
            said = {**known, "kind": letters.PartyKind(known["kind"])}
            return letters.Correspondent(role=letters.PartyRole.ADDRESSEE, **said)
        root = organisations.root_unit(self.places.administrations[self.row["to"]].pk)
        name = organisations.unit_name(root.pk, self.at.date(), self.row.get("l", "ar"))
        return letters.Correspondent(role=letters.PartyRole.ADDRESSEE, name=name, unit=root.pk)

    def carry(self, at: datetime) -> None:
        delivery.try_now(sending_id=self.sending.pk, now=at)

    def arrival(self) -> int:
        return delivery.Arrival.objects.values_list("pk", flat=True).get(message_id=self.sending.message_id)

    def accept(self, at: datetime) -> None:
        delivery.accept(actor=self.receiver, arrival_id=self.arrival(), now=at)
        self.tell(at)

    def refuse(self, at: datetime) -> None:
        said = {"code": delivery.Why(self.row["code"]), "reason": self.row["why"]}
        delivery.refuse(actor=self.receiver, arrival_id=self.arrival(), now=at, **said)
        self.tell(at)

    def give_back(self, at: datetime) -> None:
        said = {"code": delivery.Why(self.row["code"]), "reason": self.row["why"]}
        delivery.return_(actor=self.receiver, arrival_id=self.arrival(), now=at, **said)
        self.tell(at)

    def tell(self, at: datetime) -> None:
        delivery.report(arrival_id=self.arrival(), now=at)

    def again(self, at: datetime) -> None:
        asked = delivery.Asked(party=self.sending.party_id, channel=self.row["way"])
        self.sending = delivery.resend(actor=self.clerk, sending_id=self.sending.pk, to=asked, now=at)
        self.carry(at)

    def withdraw(self, at: datetime) -> None:
        delivery.withdraw(actor=self.clerk, sending_id=self.sending.pk, reason=self.row["why"], now=at)

    def opened(self, at: datetime) -> None:
        delivery.open_link(token=delivery.token_of(self.sending.message_id), now=at)

    def failed(self, at: datetime) -> None:
        words = "550 5.1.1 unknown mailbox"
        delivery.bounced(actor=self.clerk, sending_id=self.sending.pk, words=words, now=at)

    def handed(self, at: datetime) -> None:
        delivery.hand_to_post(actor=self.clerk, office_id=self.places.offices[self.row["o"]].pk, now=at)

    def delivered(self, at: datetime) -> None:
        self.back(at, delivery.Why.NONE)

    def unclaimed(self, at: datetime) -> None:
        self.back(at, delivery.Why.UNCLAIMED)

    def back(self, at: datetime, why: delivery.Why) -> None:
        item = self.sending.item  # type: ignore[attr-defined]  # the other end of a OneToOneField
        if item.batch_id is None:  # another envelope of the office may have taken this one along
            self.handed(at)
        code = item.barcode
        delivery.came_back(actor=self.clerk, code=code, why=why, on=at.date(), now=at)


OUTSIDE_ENDS: dict[str, Callable[[Way, datetime], None]] = {
    "opened": Way.opened,
    "failed": Way.failed,
    "delivered": Way.delivered,
    "unclaimed": Way.unclaimed,
}
