"""The door for text messages. Diwan ships none: each country has its own carriers, and each asks for a contract.

An administration that has one writes a class with `send` and names it in `DIWAN_SMS` ("package.module.Class").
`FileGateway` writes to a file, for demonstrations and tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from diwan.core.facts import api as facts


class SmsGateway(Protocol):
    """What a carrier must be able to do."""

    def send(self, *, phone: str, text: str) -> None:
        """Hand over one message to an international number ("+212…").

        It runs in a job: any exception has it tried again later, `facts.GiveUp` ends it. It may be called twice for one
        message, when a worker dies at the wrong moment.
        """


class FileGateway:
    """Writes messages to `sms.log` in the data folder."""

    def send(self, *, phone: str, text: str) -> None:
        with (Path(settings.DIWAN_HOME) / "sms.log").open("a", encoding="utf-8") as file:
            file.write(f"{phone}\t{' '.join(text.split())}\n")


@facts.job(queue="sms", retry=facts.BackOff(tries=12, ceiling=600))
def deliver(phone: str, text: str) -> None:
    gateway: SmsGateway = import_string(settings.DIWAN_SMS)()
    gateway.send(phone=phone, text=text)


def text(*, phone: str, text: str) -> bool:
    """Send a text message after the commit; False when this instance has no carrier."""
    if not settings.DIWAN_SMS:
        return False
    deliver.later(phone=phone, text=text)
    return True
