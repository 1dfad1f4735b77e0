"""Who is told what: the office where a letter arrived, and those from whose post a letter left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters

from .enums import State
from .models import Arrival, Sending

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KINDS = {
    "delivery.arrived": _("A letter arrived at my registry office"),
    "delivery.arrival_late": _("A letter that arrived is about to be late"),
    "delivery.moved": _("A letter I sent was accepted, refused, returned or could not be delivered"),
}
SAID = {
    State.ACCEPTED: _("The letter %(reference)s was accepted by: %(party)s"),
    State.REFUSED: _("The letter %(reference)s was refused by: %(party)s"),
    State.RETURNED: _("The letter %(reference)s was returned by: %(party)s"),
    State.FAILED: _("The letter %(reference)s could not be delivered to: %(party)s"),
}


def tell_office(*, arrival_id: int, now: datetime) -> None:
    """Those who keep the mail of the office, and may open what came; the subject stays where it is."""
    row = Arrival.objects.select_related("office").get(pk=arrival_id)
    right = letters.CONFIDENTIAL if row.level == letters.Level.CONFIDENTIAL else letters.REGISTER
    people = organisations.people_with(right, row.office.unit_id, now)
    said = {"reference": row.reference, "sender": row.sender_name}
    address = reverse("delivery:arrival", args=[row.pk])
    tell(people, "delivery.arrived", _("The letter %(reference)s arrived from: %(sender)s"), said, address, row.pk, now)


def remind_office(row: Arrival, *, late: bool, now: datetime) -> None:
    """Before the last day to decide, and on the day after it."""
    right = letters.CONFIDENTIAL if row.level == letters.Level.CONFIDENTIAL else letters.REGISTER
    people = organisations.people_with(right, row.office.unit_id, now)
    said = {"reference": row.reference, "sender": row.sender_name}
    sentence = (
        _("The letter %(reference)s from %(sender)s was not accepted or refused in time")
        if late
        else _("The letter %(reference)s from %(sender)s is to be accepted or refused today")
    )
    address = reverse("delivery:arrival", args=[row.pk])
    tell(people, "delivery.arrival_late", sentence, said, address, f"{row.pk}:{late}", now)


def tell_sender(*, sending_id: int, state: str, now: datetime) -> None:
    """Whoever sits in the post from which it was sent; where that post is empty, whoever sent it."""
    sentence = SAID.get(State(state))
    row = Sending.objects.select_related("letter", "party", "asked_by").get(pk=sending_id)
    if sentence is None:
        return
    people = seated(row, now)
    said = {"reference": row.letter.reference, "party": row.party.name}
    address = reverse("delivery:sending", args=[row.pk])
    tell(people, "delivery.moved", sentence, said, address, f"{row.pk}:{state}:{row.round}", now)


def seated(row: Sending, now: datetime) -> dict[int, str]:
    """The people of the post of a sending, with their languages."""
    card = organisations.post_cards([row.post_id], now).get(row.post_id) if row.post_id else None
    keys = {person[0] for person in (*card.holders, *card.interims)} if card else set()
    if not keys and row.asked_by_id:
        keys = {row.asked_by_id}
    return dict(get_user_model()._default_manager.filter(pk__in=keys).values_list("pk", "language"))


def tell(
    people: Mapping[int, str], kind: str, sentence: Any, said: dict[str, str], address: str, once: Any, now: datetime
) -> None:
    """Tell each, in their language, each thing once."""
    for person_id, language in people.items():
        with translation.override(language):
            notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % said,
                url=settings.DIWAN_PUBLIC_URL + address,
                key=f"{kind}:{once}:{person_id}",
                now=now,
            )
