"""Forbidden applications, each with its reason, and the exceptions asked and decided (SEC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.kit.refusals import NotAllowed, Refusal

from ..enums import NOTICE, ExceptionState
from ..models import Allowance, ForbiddenApplication
from .common import demand_guard, record, tell, tell_officers

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class ListedAlready(Refusal):
    message = gettext_lazy("This application is on the list already.")
    status = 422


class AskedAlready(Refusal):
    message = gettext_lazy("You have asked for this exception already; it waits for its decision.")


class Decided(Refusal):
    message = gettext_lazy("This exception was decided already.")


class EndMissing(Refusal):
    message = gettext_lazy("An exception is granted until a day to come.")
    status = 422


@transaction.atomic
def forbid(
    *, actor: Actor, administration_id: int, name: str, reason: str, now: datetime, today: date
) -> ForbiddenApplication:
    """Put an application on the list, from today.

    Raises:
        NotAllowed, ListedAlready
    """
    demand_guard(actor, administration_id)
    name = " ".join(name.split())
    listed = ForbiddenApplication.objects.filter(administration=administration_id, name__iexact=name, until=None)
    if listed.exists():
        raise ListedAlready
    row = ForbiddenApplication.objects.create(
        administration_id=administration_id,
        name=name,
        reason=reason.strip(),
        since=today,
        decided_by_id=actor.person_id,
        decided_at=now,
    )
    record(administration_id, "application.forbidden", f"application:{row.pk}", actor, now)
    return row


@transaction.atomic
def lift(*, actor: Actor, application_id: int, now: datetime, today: date) -> ForbiddenApplication:
    """Take an application off the list; that it stood there stays known.

    Raises:
        NotAllowed
    """
    row = ForbiddenApplication.objects.select_for_update(no_key=True).get(pk=application_id)
    demand_guard(actor, row.administration_id)
    if row.until is None:
        row.until = today
        row.save(update_fields=["until"])
        record(row.administration_id, "application.lifted", f"application:{row.pk}", actor, now)
    return row


@transaction.atomic
def ask_exception(*, actor: Actor, application_id: int, purpose: str, now: datetime) -> Allowance:
    """Ask to use a forbidden application nevertheless.

    Raises:
        NotAllowed: the actor sits elsewhere.
        AskedAlready
    """
    row = ForbiddenApplication.objects.select_for_update(no_key=True).get(pk=application_id)
    if actor.person_id is None or not actor.sits_in(row.administration_id):
        raise NotAllowed
    if row.allowances.filter(person=actor.person_id, state=ExceptionState.ASKED).exists():
        raise AskedAlready
    asked = Allowance.objects.create(
        administration_id=row.administration_id,
        application=row,
        person_id=actor.person_id,
        purpose=purpose.strip(),
        asked_at=now,
    )
    tell_officers(
        row.administration_id,
        NOTICE,
        lambda: _("An exception is asked for a forbidden application: %(name)s") % {"name": row.name},
        reverse("safe_access:applications"),
        f"exception:{asked.pk}",
        now,
    )
    record(row.administration_id, "exception.asked", f"exception:{asked.pk}", actor, now)
    return asked


@transaction.atomic
def decide_exception(
    *, actor: Actor, exception_id: int, granted: bool, until: date | None, reason: str, now: datetime, today: date
) -> Allowance:
    """Grant an exception until a day, or refuse it, with the reason.

    Raises:
        NotAllowed, Decided, EndMissing
    """
    row = Allowance.objects.select_for_update(of=("self",), no_key=True).select_related("person", "application")
    one = row.get(pk=exception_id)
    demand_guard(actor, one.administration_id)
    if one.state != ExceptionState.ASKED:
        raise Decided
    if granted and (until is None or until < today):
        raise EndMissing
    one.state = ExceptionState.GRANTED if granted else ExceptionState.REFUSED
    one.until, one.reason = (until if granted else None), reason.strip()
    one.decided_by_id, one.decided_at = actor.person_id, now
    one.save(update_fields=["state", "until", "reason", "decided_by", "decided_at"])
    name = one.application.name
    tell(
        one.person,
        NOTICE,
        lambda: _("Your exception was decided: %(name)s") % {"name": name},
        reverse("safe_access:mine"),
        f"exception:{one.pk}:decided",
        now,
    )
    record(one.administration_id, "exception.decided", f"exception:{one.pk}", actor, now, granted=granted)
    return one
