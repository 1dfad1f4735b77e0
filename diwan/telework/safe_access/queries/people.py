"""Finding the person on the telephone, and what to ask them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from diwan.core.organisations import api as organisations

from ..models import Cut, Device
from ..models.guarded import helped

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

MOST = 20


@dataclass(frozen=True)
class Question:
    """A control question, and the answer that only the desk reads."""

    code: str
    text: str
    answer: str


def people_named(actor: Actor, text: str) -> list[Any]:
    """The people of one's administrations whose names or address hold every word."""
    if not text.strip():
        return []
    rows = get_user_model().objects.filter(administration__in=helped(actor)).matching(text)
    return list(rows.order_by("name_ar", "pk")[:MOST])


def person_of(actor: Actor, person_id: int) -> Any:
    """The person, if they are of an administration that this actor helps; else None."""
    return get_user_model().objects.filter(administration__in=helped(actor), pk=person_id).first()


def questions(person: Any, now: datetime) -> list[Question]:
    """What a caller should know of themselves, and a stranger who found the device does not."""
    found = []
    seats = organisations.actor_for(person.pk, now, person=person).seats
    if seats:
        found.append(Question("post", _("What is your post?"), seats[0].title.here))
        found.append(Question("unit", _("In which unit do you work?"), seats[0].unit_name))
        head = _head_of(seats[0], person.pk, now)
        if head:
            found.append(Question("head", _("Who heads your unit, or the unit above?"), head))
    device = Device.objects.filter(person=person).order_by("-pk").first()
    if device is not None:
        text = _("Which personal device did you declare last, and with which system?")
        found.append(Question("device", text, f"{device.name} · {device.system}"))
    if person.phone:
        found.append(Question("phone", _("What are the last four digits of your telephone?"), person.phone[-4:]))
    found.append(Question("address", _("What is your e-mail address at work?"), person.email))
    return found


def _head_of(seat: Any, person_id: int, now: datetime) -> str:
    for up in range(6):
        post_id = organisations.head_over(seat.unit_id, up)
        card = organisations.post_cards([post_id], now).get(post_id) if post_id else None
        for holder, arabic, latin in card.holders if card else ():
            if holder != person_id:
                return f"{arabic} · {latin}"
    return ""


def cuts(actor: Actor) -> Any:
    """The cuts of one's administrations, newest first."""
    rows = Cut.objects.filter(administration__in=helped(actor))
    return rows.select_related("person", "reported_by", "administration", "device").order_by("-at", "-pk")
