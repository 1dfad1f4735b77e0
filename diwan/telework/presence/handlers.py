"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.agreements import api as agreements

from . import telling
from .enums import CallState
from .events import CallAnswered, CallDecided, CalledOnSite, WeekClosed, WeekReturned
from .models import Call, Week
from .operations import calling


@facts.hears(CalledOnSite)
def tell_the_called(fact: CalledOnSite) -> None:
    row = Call.objects.get(pk=fact.call_id)
    if row.state == CallState.WITHDRAWN:
        return
    telling.tell(
        telling.language_of(row.person_id),
        "presence.called",
        _("You are called to the office on %(day)s at %(hour)s: %(reason)s"),
        url=telling.calls_url(),
        once=str(row.pk),
        now=timezone.now(),
        country=organisations.country_of(row.administration_id),
        day=row.day,
        hour=f"{row.from_time:%H:%M}",
        reason=row.reason,
    )


@facts.hears(CallAnswered)
def tell_the_caller(fact: CallAnswered) -> None:
    row = Call.objects.select_related("person").get(pk=fact.call_id)
    coming = fact.state == CallState.ACKNOWLEDGED
    sentence = _("%(name)s will come on %(day)s") if coming else _("%(name)s cannot come on %(day)s: %(answer)s")
    telling.tell(
        telling.language_of(row.called_by_id),
        "presence.answered",
        sentence,
        url=telling.calls_url(),
        once=f"{row.pk}:{fact.state}",
        now=timezone.now(),
        country=organisations.country_of(row.administration_id),
        name=telling.names_of(row.person),
        day=row.day,
        answer=row.answer,
    )


@facts.hears(CallDecided)
def tell_the_decision(fact: CallDecided) -> None:
    row = Call.objects.get(pk=fact.call_id)
    upheld = fact.state == CallState.UPHELD
    sentence = (
        _("The call to the office on %(day)s is upheld")
        if upheld
        else _("The call to the office on %(day)s is withdrawn")
    )
    telling.tell(
        telling.language_of(row.person_id),
        "presence.decided",
        sentence,
        url=telling.calls_url(),
        once=f"{row.pk}:{fact.state}",
        now=timezone.now(),
        country=organisations.country_of(row.administration_id),
        day=row.day,
    )


@facts.hears(WeekClosed)
def tell_the_managers(fact: WeekClosed) -> None:
    row = Week.objects.select_related("person").get(pk=fact.week_id)
    now = timezone.now()
    managers = telling.managers_of(row.unit_id, now)
    managers.pop(row.person_id, None)
    telling.tell(
        managers,
        "presence.week_closed",
        _("%(name)s closed the week of %(day)s"),
        url=reverse("presence:team_week", args=[row.pk]),
        once=f"{row.pk}:{row.closed_at.isoformat()}",
        now=now,
        country=organisations.country_of(row.administration_id),
        name=telling.names_of(row.person),
        day=row.first,
    )


@facts.hears(WeekReturned)
def tell_the_person(fact: WeekReturned) -> None:
    row = Week.objects.get(pk=fact.week_id)
    telling.tell(
        telling.language_of(row.person_id),
        "presence.week_returned",
        _("Your week of %(day)s is sent back: %(remark)s"),
        url=telling.week_url(row.first),
        once=f"{row.pk}:{row.decided_at}",
        now=timezone.now(),
        country=organisations.country_of(row.administration_id),
        day=row.first,
        remark=row.remark,
    )


@facts.hears(agreements.AgreementEnded)
def drop_calls(fact: agreements.AgreementEnded) -> None:
    """Who no longer works remotely is called from nowhere."""
    calling.drop_calls(agreement_id=fact.agreement_id, on=date.fromisoformat(fact.on), now=timezone.now())
