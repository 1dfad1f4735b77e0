"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.acts import api as acts
from diwan.telework.agreements import api as agreements

from . import telling
from .enums import HANDOVER, RETURN, Way
from .events import ItemLost, ReturnAsked, SlipSigned
from .models import DueReturn, Item
from .operations import asking, handing

SLIPS = (HANDOVER, RETURN)


@facts.hears(acts.ActSigned)
def change_hands(fact: acts.ActSigned) -> None:
    if fact.kind in SLIPS:
        now = timezone.now()
        handing.slip_signed(actor=organisations.SYSTEM, act_id=fact.act_id, reference=fact.reference, now=now)


@facts.hears(acts.ActRefused)
@transaction.atomic
def stay_where_it_is(fact: acts.ActRefused) -> None:
    if fact.kind not in SLIPS:
        return
    slip = handing.slip_refused(act_id=fact.act_id, reason=fact.reason, now=timezone.now())
    if slip is not None and slip.made_by_id:
        sentence = _("A slip of equipment was refused: %(reason)s")
        telling.tell(
            telling.person(slip.made_by_id),
            "equipment.refused",
            sentence,
            once=str(slip.pk),
            url=reverse("equipment:slip", args=[slip.pk]),
            now=timezone.now(),
            reason=fact.reason,
        )


@facts.hears(SlipSigned)
def go_on(fact: SlipSigned) -> None:
    """What an agreement waited for may have been received."""
    if fact.way == Way.OUT:
        agreements.advance_person(person_id=fact.person_id, now=timezone.now())


@facts.hears(agreements.AgreementEnded)
def ask_it_back(fact: agreements.AgreementEnded) -> None:
    """Telework is over: what was entrusted for it comes back, unless another agreement goes on."""
    now, day = timezone.now(), date.fromisoformat(fact.on)
    if agreements.in_force(fact.person_id, day) is None:
        asking.ask_return(person_id=fact.person_id, ended_on=day, agreement_id=fact.agreement_id, now=now)


@facts.hears(agreements.AgreementStarted)
def let_it_be(fact: agreements.AgreementStarted) -> None:
    asking.no_longer_asked(person_id=fact.person_id, now=timezone.now())


@facts.hears(ReturnAsked)
@transaction.atomic
def say_so(fact: ReturnAsked) -> None:
    row = DueReturn.objects.select_related("administration").get(pk=fact.return_id)
    if row.closed_at is None:
        sentence = _("Your telework is over: give your equipment back by %(day)s")
        telling.tell(
            telling.person(row.person_id),
            "equipment.due",
            sentence,
            once=f"asked:{row.pk}",
            url=telling.mine(),
            now=timezone.now(),
            due_on=row.due_on,
            country=row.administration.country,
        )


@facts.hears(ItemLost)
@transaction.atomic
def warn_the_desk(fact: ItemLost) -> None:
    item, now = Item.objects.get(pk=fact.item_id), timezone.now()
    people = telling.desk(item.unit_id, now)
    last = item.movements.filter(step="lost").first()  # type: ignore[attr-defined]
    once = f"{item.pk}:{last.pk if last else 0}"
    sentence = _("Declared lost: %(item)s")
    url = reverse("equipment:item", args=[item.pk])
    telling.tell(people, "equipment.lost", sentence, once=once, url=url, now=now, item=str(item))
