"""What the exchange does when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.correspondence.delivery.api import ArrivalAnswered

from . import calling
from .enums import CHANNEL
from .events import InstanceProposed, InstanceTrusted
from .operations import directory, news


@facts.hears(ArrivalAnswered, queue="exchange", retry=calling.PATIENT)
def tell_their_instance(fact: ArrivalAnswered) -> None:
    """The registry decided: the evidence goes to the instance the letter came from."""
    if fact.channel == CHANNEL:
        for instance_id in news.collect(arrival_id=fact.arrival_id, now=timezone.now()):
            calling.push_soon(instance_id)


@facts.hears(InstanceProposed, queue="exchange", retry=facts.BackOff(tries=6))
def ask_who_it_is(fact: InstanceProposed) -> None:
    directory.publish(now=timezone.now())  # they will ask us the same
    calling.meet(instance_id=fact.instance_id)


@facts.hears(InstanceTrusted, queue="exchange", retry=facts.BackOff(tries=6))
def read_its_bodies(fact: InstanceTrusted) -> None:
    directory.publish(now=timezone.now())
    calling.read_directory(instance_id=fact.instance_id)
    calling.push_soon(fact.instance_id)
