"""Between a cut and the directory: ask it, write down what it answered. Outside any transaction while it is asked."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings

from diwan.core.organisations.api import SYSTEM

from . import directory
from .enums import Directory, Source
from .models import Cut, System
from .operations import comparing, cutting

if TYPE_CHECKING:
    from datetime import date, datetime

WAITS = (Directory.PENDING, Directory.REOPENING)
log = logging.getLogger(__name__)


def settle(*, cut_id: int, now: datetime) -> bool:
    """Close or open again the account of a cut in the directory; whether the directory confirms it. May run twice."""
    row = Cut.objects.select_related("person").get(pk=cut_id)
    if row.directory not in WAITS or not settings.DIWAN_LDAP:
        return row.directory not in WAITS
    opened = row.directory == Directory.REOPENING
    answer = directory.switch(row.person.email, closing=not opened, name=row.directory_name)
    if not answer.confirmed:
        log.warning("cut %s: the directory does not confirm: %s", row.pk, answer.error)
    cutting.note_directory(
        cut_id=row.pk, name=answer.name, confirmed=answer.confirmed, error=answer.error, opened=opened, now=now
    )
    return answer.confirmed


def settle_all(*, now: datetime) -> int:
    """Ask again for every cut that the directory has not confirmed; how many it has now."""
    waiting = Cut.objects.filter(directory__in=WAITS).order_by("pk").values_list("pk", flat=True)
    return sum(settle(cut_id=pk, now=now) for pk in list(waiting))


def compare_all(*, now: datetime, today: date) -> int:
    """Compare each system that says who has it in the directory; how many. One that fails holds up no other."""
    import ldap

    done = 0
    for system in System.objects.exclude(directory_filter="").order_by("pk"):
        try:
            accounts = directory.members(system.directory_filter)
        except (ldap.LDAPError, OSError) as error:
            log.warning("system %s: the directory does not answer: %s", system.pk, error)
            continue
        comparing.compare(
            actor=SYSTEM,
            system_id=system.pk,
            accounts=accounts,
            source=Source.DIRECTORY,
            now=now,
            today=today,
        )
        done += 1
    return done
