"""What `support` keeps of an administration, planted for the canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.telework.support import api as support
from diwan.telework.support.operations import campaigns, helping
from tests.core import people


def help_request(world: Any, word: str) -> Any:
    need = support.Need(category="access", urgency=2, subject=word, text=word)
    row = support.ask(actor=world.worker_actor, need=need, now=timezone.now())
    helping.write(actor=world.worker_actor, request_id=row.pk, text=word, now=timezone.now())
    world.help_request = row
    return row


def texts(world: Any, word: str) -> Any:
    """A guide and a course whose every word is the administration's own."""
    words = support.Words(title_ar=word, title_fr=word, text_ar=word, text_fr=word, source=word)
    said: dict[str, Any] = {"actor": people.SYSTEM, "administration_id": world.here.pk, "now": timezone.now()}
    guide = support.publish_guide(code="planted", words=words, **said)
    options = [{"ar": word, "fr": word, "right": True}, {"ar": f"{word} 2", "fr": "", "right": False}]
    questions = [{"ar": word, "fr": word, "options": options}]
    course = support.publish_course(code="planted", words=words, questions=questions, **said)
    world.brought = [guide, course]
    return guide


def campaign(world: Any, word: str) -> Any:
    words = support.Words(title_ar=word, title_fr=word, text_ar=word, text_fr=word)
    plan = campaigns.Plan(audience="all", ends_on=timezone.localdate() + timedelta(days=9))
    said = {"administration_id": world.here.pk, "words": words, "plan": plan, "now": timezone.now()}
    world.campaign = campaigns.write(actor=people.SYSTEM, **said)
    return world.campaign


PLANTS: dict[str, Callable[[Any, str], Any]] = {
    "help requests": help_request,
    "guides and courses": texts,
    "campaigns": campaign,
}
