"""Guides and courses are published version by version; a version is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.kit.arabic import normalise
from diwan.kit.refusals import NotAllowed, Refusal

from .. import content
from ..enums import GuideKind
from ..events import GuidePublished
from ..models import Acknowledgement, Course, Guide
from .common import NothingWritten, demand_programme, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class Replaced(Refusal):
    message = _("This version was replaced meanwhile. Read the current one.")


class OtherKind(Refusal):
    message = _("There is a security guide already: publish its next version, or another guide under another code.")
    status = 422


class NoQuestion(Refusal):
    message = _("A course has at least one question, each with one right answer and one wrong answer at least.")
    status = 422


@dataclass(frozen=True, kw_only=True)
class Words:
    """A title and a text, in Arabic and perhaps in French, and where they come from."""

    title_ar: str
    text_ar: str
    title_fr: str = ""
    text_fr: str = ""
    source: str = ""


@transaction.atomic
def publish_guide(
    *,
    actor: Actor,
    administration_id: int,
    code: str,
    words: Words,
    kind: str = GuideKind.GUIDE,
    now: datetime,
) -> Guide:
    """Publish a guide, or its next version: whoever acknowledged the former one is asked to read the new one.

    Raises:
        NotAllowed, NothingWritten, OtherKind.
    """
    demand_programme(actor, administration_id)
    demand_words(words)
    rows = Guide.objects.select_for_update().filter(administration=administration_id)
    former = rows.filter(code=code).order_by("-number").first()
    if former is not None:
        kind = former.kind
    elif kind == GuideKind.SECURITY and rows.filter(kind=kind, replaced_at=None).exists():
        raise OtherKind
    if former is not None:
        former.replaced_at = now
        former.save(update_fields=["replaced_at"])
    guide = Guide.objects.create(
        administration_id=administration_id,
        code=code,
        kind=kind,
        number=former.number + 1 if former else 1,
        search_text=normalise(f"{words.title_ar} {words.title_fr} {words.text_ar} {words.text_fr}"),
        published_at=now,
        published_by_id=actor.person_id,
        **{name: value.strip() for name, value in vars(words).items()},
    )
    note(administration_id, "guide_published", f"guide:{guide.pk}", actor, now, code=code, number=guide.number)
    facts.tell(GuidePublished(guide.pk))
    return guide


def demand_words(words: Words) -> None:
    if not words.title_ar.strip() or not words.text_ar.strip():
        raise NothingWritten


@transaction.atomic
def acknowledge(*, actor: Actor, guide_id: int, now: datetime) -> Acknowledgement:
    """Say that one has read the current version and undertakes to follow it; twice is no fault.

    Raises:
        NotAllowed: a guide of an administration where one does not sit. Replaced.
    """
    guide = Guide.objects.select_for_update().get(pk=guide_id)
    if actor.person_id is None or not actor.sits_in(guide.administration_id):
        raise NotAllowed
    if guide.replaced_at is not None:
        raise Replaced
    done = Acknowledgement.objects.filter(guide=guide, person=actor.person_id).first()
    if done is None:
        done = Acknowledgement.objects.create(guide=guide, person_id=actor.person_id, at=now)
        note(guide.administration_id, "guide_acknowledged", f"guide:{guide.pk}", actor, now, number=guide.number)
    return done


@transaction.atomic
def publish_course(
    *,
    actor: Actor,
    administration_id: int,
    code: str,
    words: Words,
    questions: Sequence[dict[str, Any]],
    pass_percent: int = 80,
    attempts: int = 3,
    is_security: bool = False,
    now: datetime,
) -> Course:
    """Publish a course, or its next version. Who passed a version has passed the course.

    Raises:
        NotAllowed, NothingWritten, NoQuestion.
    """
    demand_programme(actor, administration_id)
    demand_words(words)
    if not questions or not all(content.is_sound(one) for one in questions):
        raise NoQuestion
    rows = Course.objects.select_for_update().filter(administration=administration_id, code=code)
    former = rows.order_by("-number").first()
    if former is not None:
        former.replaced_at = now
        former.save(update_fields=["replaced_at"])
    course = Course.objects.create(
        administration_id=administration_id,
        code=code,
        is_security=is_security,
        number=former.number + 1 if former else 1,
        questions=list(questions),
        pass_percent=pass_percent,
        attempts=attempts,
        published_at=now,
        published_by_id=actor.person_id,
        **{name: value.strip() for name, value in vars(words).items()},
    )
    note(administration_id, "course_published", f"course:{course.pk}", actor, now, code=code, number=course.number)
    return course


@transaction.atomic
def adopt(*, actor: Actor, administration_id: int, now: datetime) -> list[Guide | Course]:
    """Publish what Diwan brings: the security guide and its course, written from 000 §5.2 and 002, ch. 9(5). What the
    administration has already is left as it is.

    Raises:
        NotAllowed.
    """
    demand_programme(actor, administration_id)
    made: list[Guide | Course] = []
    said: dict[str, Any] = {"actor": actor, "administration_id": administration_id, "now": now}
    guides = Guide.objects.filter(administration=administration_id)
    for row in content.brought()["guides"]:
        taken = guides.filter(code=row["code"]).exists()
        if taken or (row["kind"] == GuideKind.SECURITY and guides.filter(kind=row["kind"]).exists()):
            continue
        made.append(publish_guide(code=row["code"], kind=row["kind"], words=words_of(row), **said))
    for row in content.brought()["courses"]:
        if not Course.objects.filter(administration=administration_id, code=row["code"]).exists():
            questions = content.questions_in(row["questions"])
            about = {"code": row["code"], "is_security": row["is_security"], "questions": questions}
            made.append(publish_course(words=words_of(row), **about, **said))
    return made


def words_of(row: dict[str, Any]) -> Words:
    return Words(**{name: row[name] for name in ("title_ar", "title_fr", "text_ar", "text_fr", "source")})
