"""What drafting does when a fact is told. Each may run twice."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.kit.refusals import Refusal

from . import converting, sealed
from .events import CommentWritten, DraftProposed, DraftSigned, LetterSealed, SourceGiven
from .models import Comment, Draft
from .operations.sources import CONVERTED, converted

if TYPE_CHECKING:
    from collections.abc import Iterable

# A number was given, so its document is owed: it is tried for days, every ten minutes in the end.
PATIENT = facts.BackOff(tries=1000, ceiling=600)
KINDS = {
    "drafting.proposed": gettext_lazy("A letter awaits my signature"),
    "drafting.commented": gettext_lazy("A comment on a letter I write"),
    "drafting.opinion": gettext_lazy("An opinion on a letter I write"),
    "drafting.sealed": gettext_lazy("A letter I wrote is numbered and sealed"),
    "drafting.converted": gettext_lazy("A file I gave was made into a PDF"),
}


@facts.hears(DraftSigned, retry=PATIENT)
def seal_letter(fact: DraftSigned) -> None:
    sealed.issue(draft_id=fact.draft_id, now=timezone.now())


@facts.hears(SourceGiven)
def convert_source(fact: SourceGiven) -> None:
    """Make the PDF of a letter written elsewhere; a file that gives none says so, and is not tried for ever."""
    draft = Draft.objects.select_related("original").get(pk=fact.draft_id)
    if draft.original is None or draft.original_id != fact.file_id:
        return
    with files.open_file(fact.file_id) as given:
        content = given.read()
    now, pdf_id = timezone.now(), None
    try:
        pdf = converting.to_pdf(content, CONVERTED[draft.original.media_type])
        pdf_id = files.store(io.BytesIO(pdf), name=f"{draft.original.name.rpartition('.')[0]}.pdf", now=now).pk
    except (converting.CannotConvert, Refusal):
        pdf_id = None
    if converted(draft_id=draft.pk, file_id=fact.file_id, pdf_id=pdf_id, now=now):
        tell(draft, "drafting.converted", sentence_of_conversion(pdf_id), str(fact.file_id), [draft.begun_by_id])


def sentence_of_conversion(pdf_id: int | None) -> object:
    if pdf_id is None:
        return gettext_lazy("“%(subject)s”: no PDF could be made from the file.")
    return gettext_lazy("“%(subject)s”: the file was made into a PDF.")


@facts.hears(DraftProposed)
def tell_signatory(fact: DraftProposed) -> None:
    draft = Draft.objects.select_related("letter").get(pk=fact.draft_id)
    card = organisations.post_cards([fact.post_id], timezone.now()).get(fact.post_id)
    people = [person for person, *_names in (*card.holders, *card.interims)] if card else []
    sentence = gettext_lazy("“%(subject)s” awaits your signature.")
    tell(draft, "drafting.proposed", sentence, f"{fact.post_id}:{draft.version}", people)


@facts.hears(CommentWritten)
def tell_writers(fact: CommentWritten) -> None:
    draft = Draft.objects.select_related("letter").get(pk=fact.draft_id)
    said = Comment.objects.get(pk=fact.comment_id)
    people = [person for person in writers_of(draft) if person != said.person_id]
    tell(draft, "drafting.commented", gettext_lazy("A comment was written on “%(subject)s”."), str(said.pk), people)


@facts.hears(circulation.InstructionAnswered)
def tell_opinion(fact: circulation.InstructionAnswered) -> None:
    draft = Draft.objects.select_related("letter").filter(letter=fact.letter_id).first()
    if draft is not None:
        sentence = gettext_lazy("An opinion was given on “%(subject)s”.")
        tell(draft, "drafting.opinion", sentence, str(fact.instruction_id), writers_of(draft))


@facts.hears(LetterSealed)
def tell_sealed(fact: LetterSealed) -> None:
    draft = Draft.objects.select_related("letter").get(pk=fact.draft_id)
    people = [person for person in writers_of(draft) if person != draft.signed_by_id]
    tell(draft, "drafting.sealed", gettext_lazy("“%(subject)s” is numbered and sealed."), "", people)


def writers_of(draft: Draft) -> list[int | None]:
    """Who began it and who wrote it last."""
    last = draft.versions.first()
    return [draft.begun_by_id, last.person_id if last else None]


def tell(draft: Draft, kind: str, sentence: object, once: str, people: Iterable[int | None]) -> None:
    """Tell people who may read the letter now, each in their language; a subject is told to nobody else."""
    now = timezone.now()
    for person_id in dict.fromkeys(filter(None, people)):
        actor = organisations.actor_for(person_id, now)
        if not Draft.objects.visible_to(actor).filter(pk=draft.pk).exists():
            continue
        with translation.override(notifications_language(person_id)):
            notifications.notify(
                person_id=person_id,
                kind=kind,
                subject=str(sentence) % {"subject": draft.letter.subject},
                url=settings.DIWAN_PUBLIC_URL + reverse("drafting:draft", args=[draft.pk]),
                key=f"{kind}:{draft.pk}:{once}:{person_id}",
                now=now,
            )


def notifications_language(person_id: int) -> str:
    from django.contrib.auth import get_user_model

    return get_user_model()._default_manager.values_list("language", flat=True).get(pk=person_id)
