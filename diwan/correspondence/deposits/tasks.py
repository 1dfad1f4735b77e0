"""By the clock. Each looks at what is due, so a missed hour is made up for, and a second run finds nothing to do."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts

from . import notices
from .operations import becoming, drafts, silence
from .queries.following import awaited_requests
from .telling import announce, day_of, tell_office

AHEAD = timedelta(days=5)


@facts.scheduled(cron="5 * * * *")
def decide_by_silence() -> None:
    """Each hour, because midnight comes at another hour in each country: never early, whatever the hour."""
    silence.elapse(now=timezone.now())


@facts.scheduled(cron="10 5 * * *")
def remind() -> None:
    """In the morning, before the offices open: what is about to be late."""
    notices.remind(now=timezone.now())


@facts.scheduled(cron="23 6 * * *", queue="house")
def remind_of_pieces() -> None:
    """Five days before the last day the depositor is reminded; after it, the office learns that nothing came."""
    now = timezone.now()
    for request in awaited_requests():
        deposit = request.deposit
        today = calendars.local_day(now, deposit.office.administration.country)
        if request.due_on is None:
            continue
        if request.due_on < today:
            tell_office(
                deposit,
                "deposit.pieces_late",
                gettext_lazy("The missing pieces of %(reference)s did not come in time."),
                request.pk,
            )
        elif request.due_on - AHEAD <= today:
            announce(
                deposit.pk,
                "deposit.pieces_due",
                lambda: _("The missing pieces of your letter %(reference)s are awaited until %(day)s."),
                key=f"deposit.pieces_due:{request.pk}",
                day=day_of(request),
            )


@facts.scheduled(cron="27 * * * *", queue="house")
def sweep_drafts() -> None:
    """Letters begun and left."""
    drafts.sweep(now=timezone.now())


@facts.scheduled(cron="40 3 * * *", queue="house")
def adopt_as_letters() -> None:
    """At night: deposits accepted before letters were kept become letters too."""
    becoming.adopt(now=timezone.now())
