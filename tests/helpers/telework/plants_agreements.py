"""What `agreements` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.telework.agreements import api as agreements
from tests.core.people import SYSTEM
from tests.helpers.telework.agreements import asked, unhindered


def worded(world: Any, word: str) -> None:
    """A request, the reasons of its refusal, an appeal; a workplace; a charter; a situation: every word is theirs."""
    now, person = timezone.now(), world.colleagues[4]
    actor = agreements_actor(person)
    with unhindered():
        row = asked(person, now=now, reasons=word)
    world.agreement_asked = row
    place = agreements.Declared(place=word, room=True, note=word)
    agreements.declare_workplace(actor=actor, agreement_id=row.pk, declared=place, now=now)
    world._told(person, word)
    running = world.agreement_in_force
    agreements.wish(
        actor=agreements_actor(world.colleagues[1]),
        agreement_id=running.pk,
        what="suspend",
        first=(now + timedelta(days=9)).date(),
        words=word,
        now=now,
    )
    with unhindered():
        other = asked(world.colleagues[5], now=now)
    agreements.refuse(actor=SYSTEM, agreement_id=other.pk, reason=word, now=now)
    agreements.appeal(actor=agreements_actor(world.colleagues[5]), agreement_id=other.pk, words=word, now=now)
    texts = {"body_ar": word, "body_fr": "", "annexes_ar": word, "annexes_fr": ""}
    agreements.write_charter(actor=SYSTEM, administration_id=world.here.pk, texts=texts, why=word, now=now)


def agreements_actor(person: Any) -> Any:
    from diwan.core.organisations.api import actor_for

    return actor_for(person.pk, timezone.now())


PLANTS: dict[str, Callable[[Any, str], Any]] = {"telework agreements": worded}
