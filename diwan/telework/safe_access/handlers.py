"""What safe access does when something happened. Each may run twice."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.telework.agreements import api as agreements

from . import connecting
from .events import DeviceLost, DirectoryAsked
from .operations import rights, signatures

QUEUE = "safe_access"


@facts.hears(DirectoryAsked, queue=QUEUE, lock="safe_access.directory:{cut_id}")
def ask_directory(fact: DirectoryAsked) -> None:
    """At once; what the directory does not confirm is asked again each minute by the clock (tasks)."""
    connecting.settle(cut_id=fact.cut_id, now=timezone.now())


@facts.hears(DeviceLost, queue=QUEUE)
def stop_what_was_on_its_way(fact: DeviceLost) -> None:
    """A request that was being answered while the access was cut may have owed signatures since."""
    signatures.stop_signatures(person_id=fact.person_id)


@facts.hears(agreements.AgreementEnded, queue=QUEUE)
def end_rights(fact: agreements.AgreementEnded) -> None:
    now = timezone.now()
    day = date.fromisoformat(fact.on)
    rights.end_with_agreement(agreement_id=fact.agreement_id, on=day, now=now, today=timezone.localdate(now))


@facts.hears(agreements.AgreementSuspended, queue=QUEUE)
def suspend_rights(fact: agreements.AgreementSuspended) -> None:
    rights.suspend_with_agreement(agreement_id=fact.agreement_id, now=timezone.now())


@facts.hears(agreements.AgreementResumed, queue=QUEUE)
def resume_rights(fact: agreements.AgreementResumed) -> None:
    rights.resume_with_agreement(agreement_id=fact.agreement_id, now=timezone.now())
