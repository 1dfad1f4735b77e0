"""The long work of delivery: many letters sent, each by the rules of one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from diwan.core.batches import api as batches
from diwan.correspondence.letters import api as letters

from .operations import sending
from .queries.offers import proposed

SEND = "delivery.send"


def send(task: batches.Task) -> None:
    """To every addressee not reached yet, by the channel proposed; those nobody can reach stay to be sent."""
    letter = letters.Letter.objects.visible_to(task.actor).get(pk=int(task.subject))
    to = [sending.Asked(party=party, channel=code) for party, code in proposed(letter, task.now)]
    sending.send(actor=task.actor, letter_id=letter.pk, to=to, now=task.now)


def register() -> None:
    """Make it known; called in `ready()`."""
    batches.register(
        batches.Kind(
            code=SEND,
            label=gettext_lazy("Send letters"),
            act=send,
            url=lambda subject: reverse("delivery:send", args=[subject]),
        )
    )
