"""A course is tried and passed; who passes it is given a numbered certificate."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import quiz
from ..enums import CERTIFICATE
from ..events import CoursePassed
from ..models import Attempt, Certificate, CertificateBook, Course
from .common import note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NoMoreToday(Refusal):
    message = _("You have used the attempts of today. Read the course again and come back tomorrow.")


class CourseReplaced(Refusal):
    message = _("A new version of this course was published. Begin with it.")


class NotAllAnswered(Refusal):
    message = _("Answer every question, then send your answers again.")
    status = 422


class AlreadyEnded(Refusal):
    message = _("These answers were already sent. What was counted stands.")


@transaction.atomic
def begin(*, actor: Actor, course_id: int, now: datetime) -> Attempt:
    """Begin an attempt, or go on with the one under way. The questions come in an order drawn for it.

    Raises:
        NotAllowed, CourseReplaced, NoMoreToday.
    """
    course = Course.objects.select_for_update().get(pk=course_id)
    if actor.person_id is None or not actor.sits_in(course.administration_id):
        raise NotAllowed
    if course.replaced_at is not None:
        raise CourseReplaced
    under_way = Attempt.objects.filter(course=course, person=actor.person_id, ended_at=None).first()
    if under_way is not None:
        return under_way
    today = calendars.local_day(now, organisations.country_of(course.administration_id))
    if Attempt.objects.filter(course=course, person=actor.person_id, on=today).count() >= course.attempts:
        raise NoMoreToday
    attempt = Attempt.objects.create(
        course=course, person_id=actor.person_id, seed=secrets.randbelow(1 << 31), started_at=now, on=today
    )
    note(course.administration_id, "attempt_begun", f"attempt:{attempt.pk}", actor, now)
    return attempt


@transaction.atomic
def finish(*, actor: Actor, attempt_id: int, chosen: Sequence[int | None], now: datetime) -> Attempt:
    """Count the answers, in the order in which the questions were shown; who passes has a certificate to come.

    Raises:
        NotAllowed, AlreadyEnded, NotAllAnswered.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("course").get(pk=attempt_id)
    if attempt.person_id != actor.person_id:
        raise NotAllowed
    if attempt.ended_at is not None:
        raise AlreadyEnded
    sheet = quiz.sheet(attempt.course.questions, attempt.seed)
    answers = list(chosen)
    if len(answers) != len(sheet) or any(
        one is None or not 0 <= one < len(asked.options) for one, asked in zip(answers, sheet, strict=False)
    ):
        raise NotAllAnswered
    attempt.answers, attempt.ended_at = answers, now
    attempt.score = sum(asked.right == one for one, asked in zip(answers, sheet, strict=True))
    attempt.passed = 100 * attempt.score >= attempt.course.pass_percent * len(sheet)
    attempt.save(update_fields=["answers", "ended_at", "score", "passed"])
    if attempt.passed:
        certify(attempt, now)
        facts.tell(CoursePassed(attempt.pk, attempt.person_id, attempt.course_id))
    administration_id = attempt.course.administration_id
    note(administration_id, "attempt_ended", f"attempt:{attempt.pk}", actor, now, passed=attempt.passed)
    return attempt


def certify(attempt: Attempt, now: datetime) -> Certificate:
    """The number, taken last: the book stays locked until the transaction ends, and a rollback gives it back."""
    administration_id = attempt.course.administration_id
    root = organisations.root_unit(administration_id)
    year = attempt.on.year
    CertificateBook.objects.bulk_create(
        [CertificateBook(administration_id=administration_id, year=year)], ignore_conflicts=True
    )
    book = CertificateBook.objects.select_for_update().get(administration=administration_id, year=year)
    book.last += 1
    book.save(update_fields=["last"])
    return Certificate.objects.create(
        attempt=attempt,
        book=book,
        number=book.last,
        reference=f"{root.administration.code}-F-{year}-{book.last:05}",
        issued_at=now,
    )


@transaction.atomic
def keep_certificate(*, certificate_id: int, file_id: int, now: datetime) -> None:
    """Keep the sealed document; the first one stands."""
    row = Certificate.objects.select_for_update().get(pk=certificate_id)
    if row.file_id is None:
        files.claim(file_id, purpose=CERTIFICATE, subject=str(row.pk), now=now)
        row.file_id = file_id
        row.save(update_fields=["file"])
