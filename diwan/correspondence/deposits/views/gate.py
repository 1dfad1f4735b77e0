"""Keeping robots off without an outside captcha, and without troubling people (docs/decisions/bots-without-captcha.md).

A browser that runs scripts proves work while its user types. One that does not is held to an honest delay, a field no
person sees, a lower limit, and beyond it a plain question. Whoever is signed in is known already.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from diwan.kit import limits, puzzle
from diwan.kit.arabic import latin_digits
from diwan.kit.refusals import Refusal

from ..models.drafts import LIVES

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ..models import Draft

SENT, PLAIN, STARTED, MAILED, PROGRAM = "deposits", "deposits.plain", "drafts", "drafts.mailed", "deposits.program"
MAILS_PER_HOUR = 3  # links to a draft, for one address
ANSWER, QUESTION, TRAP = "puzzle_answer", "question_answer", "website"


class TooQuick(Refusal):
    message = _("This letter came quicker than anybody writes. Nothing was lost: send it again in %(seconds)s seconds.")
    status = 429


class Trapped(Refusal):
    message = _("A field that people do not see was filled in. Nothing was deposited.")
    advice = _("Empty the field “Website”, or switch off what fills in forms by itself, and send again.")
    status = 422


class QuestionAsked(Refusal):
    message = _("Many letters came from your network. Answer the question above the button, then deposit.")
    status = 422


def sender(request: HttpRequest) -> str:
    """Who is counted: the person, else the network."""
    person = request.actor.person_id  # type: ignore[attr-defined]
    return f"person:{person}" if person else limits.network(request)


def bits_for(request: HttpRequest) -> int:
    """How heavy a proof is asked for: more when many letters were begun in this network lately. Counts this one.

    Raises:
        TooMany
    """
    who = sender(request)
    limits.demand(STARTED, who, most=settings.DIWAN_DRAFTS_PER_HOUR)
    limits.note(STARTED, who)
    return puzzle.weight(settings.DIWAN_PUZZLE_BITS, limits.counted(STARTED, who))


def let_through(request: HttpRequest, draft: Draft, *, email: str, now: datetime) -> bool:
    """Let a letter be deposited; whether it came the plain way.

    Raises:
        TooMany, Trapped, TooQuick, QuestionAsked
    """
    who = sender(request)
    limits.demand(SENT, who, most=settings.DIWAN_DEPOSITS_PER_HOUR)
    limits.demand(SENT, email.lower(), most=settings.DIWAN_DEPOSITS_PER_EMAIL)
    if request.POST.get(TRAP):
        raise Trapped
    answer = request.POST.get(ANSWER, "")
    if request.user.is_authenticated or puzzle.solved(draft.puzzle, answer, subject=draft.token, lives=LIVES * 5):
        return False
    wait = draft.started_at + timedelta(seconds=settings.DIWAN_PLAIN_DEPOSIT_SECONDS) - now
    if wait > timedelta(0):
        raise TooQuick(seconds=int(wait.total_seconds()) + 1)
    if asks(request) and latin_digits(request.POST.get(QUESTION, "")).replace(" ", "") != digits(draft):
        raise QuestionAsked
    return True


def noted(request: HttpRequest, *, email: str, plain: bool) -> None:
    """A letter was deposited."""
    who = sender(request)
    limits.note(SENT, who)
    if email:
        limits.note(SENT, email.lower())
    if plain:
        limits.note(PLAIN, who)


def asks(request: HttpRequest) -> bool:
    """Whether the plain way asks a question here now."""
    most = settings.DIWAN_PLAIN_DEPOSITS_PER_HOUR
    return not request.user.is_authenticated and bool(most) and limits.counted(PLAIN, sender(request)) >= most


def digits(draft: Draft) -> str:
    """Four digits that go with the draft."""
    number = int(salted_hmac("diwan.deposits.question", draft.token, algorithm="sha256").hexdigest()[:8], 16)
    return f"{number % 10_000:04}"


def spelt(draft: Draft) -> list[str]:
    """The same in words, to be read by eye, ear or finger."""
    words = [
        pgettext("digit", "zero"),
        pgettext("digit", "one"),
        pgettext("digit", "two"),
        pgettext("digit", "three"),
        pgettext("digit", "four"),
        pgettext("digit", "five"),
        pgettext("digit", "six"),
        pgettext("digit", "seven"),
        pgettext("digit", "eight"),
        pgettext("digit", "nine"),
    ]
    return [words[int(digit)] for digit in digits(draft)]
