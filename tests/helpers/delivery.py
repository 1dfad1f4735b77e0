"""Letters that leave one ministry of the tests for another."""

from __future__ import annotations

import io
import uuid
from typing import TYPE_CHECKING, Any

import pikepdf
from django.utils import timezone

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery.models import Arrival
from diwan.correspondence.letters import api as letters
from tests.core import people
from tests.helpers.jobs import run_jobs

if TYPE_CHECKING:
    from tests.helpers.house import World


def pdf(text: str = "") -> bytes:
    """A page, whole enough to be sealed; another file for another text."""
    out = io.BytesIO()
    with pikepdf.new() as whole:
        page = whole.add_blank_page()
        page.Contents = whole.make_stream(b"q Q")  # an empty one is no stream to strict readers
        whole.docinfo["/Subject"] = text or uuid.uuid4().hex
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def stored(name: str = "مراسلة.pdf", content: bytes = b"") -> int:
    content = content or pdf()
    return files.store(io.BytesIO(content), name=name, now=people.NOW).pk


def addressee(place: Any, **changes: Any) -> letters.Correspondent:
    """Another ministry, as the parties of a letter name it."""
    said = {"name": "وزارة الاقتصاد والمالية", "unit": place.units["root"].pk} | changes
    return letters.Correspondent(role=letters.PartyRole.ADDRESSEE, **said)


def outgoing(place: Any, *others: Any, **changes: Any) -> Any:
    """A numbered letter of this ministry to others (ministries, or correspondents)."""
    parties = tuple(one if isinstance(one, letters.Correspondent) else addressee(one) for one in others)
    said: dict[str, Any] = {"subject": "طلب رأي حول مشروع مرسوم", "body": "نص المراسلة", "parties": parties} | changes
    pieces = said.pop("pieces", None)
    return letters.register(
        actor=place.actor("clerk"),
        office_id=place.office.pk,
        kind=letters.Kind.OUTGOING,
        letter=letters.NewLetter(**said),
        pieces=[stored()] if pieces is None else pieces,
        now=people.NOW,
    )


def send(place: Any, letter: Any, channel: str = "administration", **data: Any) -> Any:
    """That letter to its first addressee, by a channel."""
    party = letter.parties.exclude(role="sender").first()
    asked = delivery.Asked(party=party.pk, channel=channel, data=data)
    return delivery.send(actor=place.actor("clerk"), letter_id=letter.pk, to=[asked], now=people.NOW)[0]


def arrival_of(sending: Any) -> Arrival:
    return Arrival.objects.get(message_id=sending.message_id)


def events(thing: Any) -> list[str]:
    """What is proved of a sending or an arrival, in order, with what tells repeated events apart."""
    return [f"{row.event}{'/' + row.occasion if row.occasion else ''}" for row in thing.evidence.all()]


# --- for the small world of tests/helpers/house.py -----------------------------------------------------------------


def numbered(world: World, subject: str = "طلب رأي", at: Any = None) -> Any:
    """A letter of the holder's ministry to the other one, and to a company with all sorts of addresses."""
    world.other_office  # noqa: B018  there is somebody to receive it
    parties = (
        letters.Correspondent(
            role=letters.PartyRole.ADDRESSEE, name="وزارة الاقتصاد والمالية", unit=people.root(world.there).pk
        ),
        letters.Correspondent(
            role=letters.PartyRole.COPY,
            kind=letters.PartyKind.COMPANY,
            name="شركة النور",
            email="nour@company.example",
            address="12 شارع محمد الخامس\nالرباط",
        ),
    )
    said = {"subject": subject, "body": subject, "parties": parties}
    return numbered_at(world.office, said)


def numbered_at(office: Any, said: dict[str, Any], kind: Any = letters.Kind.OUTGOING) -> Any:
    return letters.register(
        actor=organisations.SYSTEM,
        office_id=office.pk,
        kind=kind,
        letter=letters.NewLetter(**said),
        pieces=[stored()],
        now=timezone.now(),
    )


def given(letter: Any, channel: str) -> Any:
    party = letter.parties.get(role="addressee" if channel == "administration" else "copy")
    asked = delivery.Asked(party=party.pk, channel=channel)
    now = timezone.now()
    return delivery.send(actor=organisations.SYSTEM, letter_id=letter.pk, to=[asked], now=now)[0]


def under_way(world: World, channel: str, subject: str = "طلب رأي") -> Any:
    """A letter of the holder's ministry, carried by that channel."""
    sending = given(numbered(world, subject), channel)
    run_jobs()
    sending.refresh_from_db()
    return sending


def failed(world: World) -> Any:
    sending = given(numbered(world), "email")
    delivery.answered(
        message_id=sending.message_id,
        outcome=delivery.impossible("550", delivery.Why.BOUNCED, delivery.Event.CONSIGNMENT_NOTIFICATION_FAILURE),
        now=timezone.now(),
    )
    sending.refresh_from_db()
    return sending


def handed_to_post(world: World) -> Any:
    from diwan.correspondence.delivery.operations.post import hand_to_post

    world.posted  # noqa: B018  something to hand over
    return hand_to_post(actor=organisations.SYSTEM, office_id=world.office.pk, now=timezone.now())


def arrived(world: World, subject: str = "جواب") -> Any:
    """A letter of a third ministry that waits at the holder's registry office."""
    office = world.third_office
    world.office  # noqa: B018  where it arrives
    to = letters.Correspondent(
        role=letters.PartyRole.ADDRESSEE, name="وزارة التربية الوطنية", unit=people.root(world.here).pk
    )
    sending = given(numbered_at(office, {"subject": subject, "body": subject, "parties": (to,)}), "administration")
    run_jobs()
    return arrival_of(sending)


def accepted(world: World) -> Any:
    arrival = arrived(world)
    delivery.accept(actor=organisations.SYSTEM, arrival_id=arrival.pk, now=timezone.now())
    arrival.refresh_from_db()
    return arrival


def opened(world: World) -> str:
    """The address of a letter that was opened."""
    from diwan.correspondence.delivery.operations import links

    token = links.token_of(world.mailed.message_id)
    links.open_link(token=token, now=timezone.now())
    return token
