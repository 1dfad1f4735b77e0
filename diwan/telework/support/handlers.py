"""What follows when a fact is told. Each may run twice."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import DESK

from . import certificates, reminding
from .events import CampaignSent, CoursePassed, GuidePublished, HelpAnswered, HelpAsked, HelpSolved
from .models import Acknowledgement, Certificate, Guide, HelpMessage, HelpRequest
from .telling import languages, tell


@facts.hears(HelpAsked)
def tell_the_desk(fact: HelpAsked) -> None:
    """Whoever has it in hand; the whole desk while nobody has."""
    row, now = HelpRequest.objects.get(pk=fact.request_id), timezone.now()
    desk = languages([row.assigned_to_id]) or organisations.people_with(DESK, row.unit_id, now)
    people = {person: language for person, language in desk.items() if person != row.person_id}

    def sentence() -> str:
        said = {"subject": row.subject}
        return (_("Asked again: %(subject)s") if fact.again else _("Help is asked: %(subject)s")) % said

    page, once = ("support:help", row.pk), f"{row.pk}:{fact.again}"
    tell(people, "support.asked", sentence, page=page, once=once, now=now)


@facts.hears(HelpAnswered)
def tell_the_other_side(fact: HelpAnswered) -> None:
    message = HelpMessage.objects.select_related("request").get(pk=fact.message_id)
    row, now = message.request, timezone.now()
    kind = "support.answered" if message.from_desk else "support.asked"
    people = languages([row.person_id if message.from_desk else row.assigned_to_id])

    def sentence() -> str:
        return _("New words on your request: %(subject)s") % {"subject": row.subject}

    page = ("support:help", row.pk)
    tell(people, kind, sentence, page=page, once=f"message:{message.pk}", now=now)


@facts.hears(HelpSolved)
def tell_it_is_solved(fact: HelpSolved) -> None:
    row = HelpRequest.objects.get(pk=fact.request_id)

    def sentence() -> str:
        return _("Solved: %(subject)s. Say what you thought of the help.") % {"subject": row.subject}

    page, once = ("support:help", row.pk), f"solved:{row.pk}:{fact.again}"
    tell(languages([row.person_id]), "support.answered", sentence, page=page, once=once, now=timezone.now())


@facts.hears(GuidePublished)
def tell_who_read_the_former(fact: GuidePublished) -> None:
    """Whoever acknowledged a former version is asked to read the new one."""
    guide = Guide.objects.get(pk=fact.guide_id)
    readers = Acknowledgement.objects.filter(guide__administration=guide.administration_id, guide__code=guide.code)
    people = languages(readers.exclude(guide=guide).values_list("person_id", flat=True))

    def sentence() -> str:
        return _("Read the new version of: %(title)s") % {"title": guide.title}

    page = ("support:guide", guide.pk)
    tell(people, "support.guide", sentence, page=page, once=str(guide.pk), now=timezone.now())


@facts.hears(CampaignSent)
def tell_the_audience(fact: CampaignSent) -> None:
    reminding.tell_of_campaign(fact.campaign_id, now=timezone.now())


@facts.hears(CoursePassed)
def certify(fact: CoursePassed) -> None:
    """Seal the certificate, then tell whoever it is of."""
    now = timezone.now()
    certificates.issue(attempt_id=fact.attempt_id, now=now)
    row = Certificate.objects.get(attempt=fact.attempt_id)

    def sentence() -> str:
        return _("Your certificate is ready: %(reference)s") % {"reference": row.reference}

    page = ("support:attempt", fact.attempt_id)
    tell(languages([fact.person_id]), "support.course", sentence, page=page, once=str(row.pk), now=now)
