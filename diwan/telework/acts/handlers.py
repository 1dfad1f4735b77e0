"""What acts do when a fact is told. Each may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.notifications import api as notifications
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.circuits import api as circuits

from . import papers
from .enums import State
from .events import ActPrepared, ActRefused, ActSigned
from .models import Act
from .operations import ending

if TYPE_CHECKING:
    from diwan.core.accounts.models import User

# Somebody decided, somebody signed: what is owed then is tried for days.
PATIENT = facts.BackOff(tries=1000, ceiling=600)
KINDS = {
    "act.signed": _("A document of telework that concerns me is signed"),
    "act.refused": _("A document of telework I prepared was refused"),
}


@facts.hears(ActPrepared, lock="act:{act_id}", retry=PATIENT)
def typeset(fact: ActPrepared) -> None:
    papers.typeset(act_id=fact.act_id, now=timezone.now())


@facts.hears(circuits.RunMoved, retry=PATIENT)
def follow(fact: circuits.RunMoved) -> None:
    """What the parapheur says of our folders: through, or back."""
    if fact.subject_kind != parapheur.SUBJECT:
        return
    act_id = Act.objects.filter(folder=fact.subject_id).values_list("pk", flat=True).first()
    if act_id is None:
        return
    if fact.state == circuits.RunState.DONE:
        papers.finish(act_id=act_id, now=timezone.now())
    else:
        ending.came_back(act_id=act_id, now=timezone.now())


@facts.hears(ActSigned)
def tell_signed(fact: ActSigned) -> None:
    act = Act.objects.select_related("prepared_by", "person").get(pk=fact.act_id)
    for person in dict.fromkeys(filter(None, (act.person, act.prepared_by))):
        tell(act, person, "act.signed", _("“%(title)s” is signed and numbered %(reference)s."))


@facts.hears(ActRefused)
def tell_refused(fact: ActRefused) -> None:
    act = Act.objects.select_related("prepared_by").get(pk=fact.act_id)
    if act.prepared_by is None:
        return
    if act.state == State.REFUSED:
        tell(act, act.prepared_by, "act.refused", _("“%(title)s” was refused: %(reason)s"))
    else:
        tell(act, act.prepared_by, "act.refused", _("“%(title)s” was withdrawn: %(reason)s"))


def tell(act: Act, person: User, kind: str, sentence: Any) -> None:
    """One of those who read it, in their language."""
    with translation.override(person.language):
        notifications.notify(
            person_id=person.pk,
            kind=kind,
            subject=str(sentence) % {"title": act.title, "reference": act.reference, "reason": act.reason},
            url=settings.DIWAN_PUBLIC_URL + act.url(),
            key=f"{kind}:{act.pk}:{person.pk}",
            now=timezone.now(),
        )
