"""What delivery does when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts

from . import notices
from .channels.inside import LOCAL
from .events import ArrivalAnswered, LetterArrived, SendingMoved
from .operations import telling

PATIENT = facts.BackOff(tries=1000, ceiling=600)  # an answer is owed to its sender


@facts.hears(ArrivalAnswered, queue="delivery", retry=PATIENT)
def tell_sender(fact: ArrivalAnswered) -> None:
    """What an office of this instance answered goes to the sender; other channels hear the fact themselves."""
    if fact.channel in LOCAL:
        telling.report(arrival_id=fact.arrival_id, now=timezone.now())


@facts.hears(LetterArrived)
def announce_arrival(fact: LetterArrived) -> None:
    notices.tell_office(arrival_id=fact.arrival_id, now=timezone.now())


@facts.hears(SendingMoved)
def announce_sending(fact: SendingMoved) -> None:
    notices.tell_sender(sending_id=fact.sending_id, state=fact.state, now=timezone.now())
