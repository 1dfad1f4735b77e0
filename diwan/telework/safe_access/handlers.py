"""What safe access does when something happened. Each may run twice."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from diwan.core.facts import api as facts
from diwan.telework.agreements import api as agreements
from diwan.telework.equipment import api as equipment

from . import connecting
from .enums import NOTICE
from .events import DeviceLost, DirectoryAsked
from .operations import common, rights, signatures

QUEUE = "safe_access"
# Lent things that hold data or open a door.
OPENS = {equipment.Kind(code) for code in ("laptop", "desktop", "phone", "sim", "token")}


@facts.hears(DirectoryAsked, queue=QUEUE, lock="safe_access.directory:{cut_id}")
def ask_directory(fact: DirectoryAsked) -> None:
    """At once; what the directory does not confirm is asked again each minute by the clock (tasks)."""
    connecting.settle(cut_id=fact.cut_id, now=timezone.now())


@facts.hears(DeviceLost, queue=QUEUE)
def stop_what_was_on_its_way(fact: DeviceLost) -> None:
    """A request that was being answered while the access was cut may have owed signatures since."""
    signatures.stop_signatures(person_id=fact.person_id)


@facts.hears(equipment.ItemLost, queue=QUEUE)
@transaction.atomic
def ask_whether_to_cut(fact: equipment.ItemLost) -> None:
    """What the administration lent is lost. Whoever lost it may be reached and know what was on it, so that nothing is
    cut by itself; where it holds data or opens a door, the officers are one button away from cutting."""
    item = equipment.Item.objects.get(pk=fact.item_id)
    if item.kind not in OPENS:
        return
    lost = item.movements.filter(step="lost").values_list("pk", flat=True).first()  # type: ignore[attr-defined]
    common.tell_officers(
        fact.administration_id,
        NOTICE,
        lambda: gettext("Lost: %(item)s. Does its holder keep their access?") % {"item": item},
        reverse("safe_access:desk_cut", args=[fact.person_id]),
        f"item:{item.pk}:{lost}",
        timezone.now(),
    )


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
