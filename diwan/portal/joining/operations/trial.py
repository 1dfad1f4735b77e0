"""A trial letter: handed in by the very operation the public uses, looked at, then annulled in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from .. import policies
from ..models import Trial

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

SUBJECT = "رسالة تجريبية"  # in the register for ever, so in its language, beside the words of the person
REASON = "رسالة تجريبية أودعت للتحقق من سير العمل"


class NoOfficeYet(Refusal):
    message = gettext_lazy("No registry office of your administration receives the public yet.")
    advice = gettext_lazy("Open one first.")


class UnderWay(Refusal):
    message = gettext_lazy("A trial deposit is under way already.")
    advice = gettext_lazy("Look at it, then annul it.")


class NoTrial(Refusal):
    message = gettext_lazy("There is no trial deposit to annul.")


def hand_in_trial(
    *, actor: Actor, administration_id: int, office_id: int, email: str, language: str, now: datetime
) -> tuple[Trial, str]:
    """Hand in a letter that says it is a trial, at an office of this administration; the trial and its follow-up code.

    Raises:
        NotAllowed, NoOfficeYet, UnderWay
        deposits.OfficeClosed
    """
    if actor.person_id is None or not policies.may_join(actor, administration_id):
        raise NotAllowed
    office = organisations.open_office(office_id, now)
    if office is None or office.administration_id != administration_id:
        raise NoOfficeYet
    with override(language):
        subject = SUBJECT if language == "ar" else f"{SUBJECT} · {_('Trial letter')}"
        body = _("This letter was handed in to see that everything works. It asks for nothing and will be annulled.")
    with acknowledged():
        one_at_a_time(administration_id)
        if Trial.objects.filter(administration_id=administration_id, annulled_at=None).exists():
            raise UnderWay
        made = deposits.deposit(
            actor=actor,
            office_id=office.id,
            applicant=deposits.Applicant(name=actor.name, email=email),
            letter=deposits.Letter(subject=subject, body=body, language=language),
            now=now,
        )
        trial = Trial.objects.create(
            administration_id=administration_id, deposit_id=made.deposit.pk, by_id=actor.person_id, at=now
        )
    return trial, made.code


@transaction.atomic
def annul_trial(*, actor: Actor, administration_id: int, now: datetime) -> Trial:
    """Annul the trial, with the reason: its number stays in the register, the letter leaves the queue.

    Raises:
        NotAllowed: also when the actor does not keep the registers of that office.
        NoTrial
    """
    if not policies.may_join(actor, administration_id):
        raise NotAllowed
    open_ = Trial.objects.select_for_update(of=("self",)).select_related("deposit")
    trial = open_.filter(administration_id=administration_id, annulled_at=None).first()
    if trial is None:
        raise NoTrial
    trial.annulled_at = now
    trial.save(update_fields=["annulled_at"])
    try:
        deposits.annul(actor=actor, deposit_id=trial.deposit_id, reason=REASON, now=now)
    except deposits.RegistrationAnnulled:
        pass  # by who keeps the register, from the page of the letter
    except deposits.TooLateToAnnul:  # somebody answered it: it left the queue, and the register still says what it was
        registers.annul(entry_id=trial.deposit.entry_id, reason=REASON, actor=actor, now=now)
    return trial


def one_at_a_time(administration_id: int) -> None:
    """Two clicks hand in one trial: they wait for each other on what both would write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x7472, administration_id])
