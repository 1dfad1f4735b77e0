"""The periodic review: each right confirmed or withdrawn by the owner of its system; silence withdraws (SEC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.organisations.api import SYSTEM
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import LIVE, NOTICE, Answer, RightState
from ..models import Review, ReviewLine, SystemRight
from .common import demand_guard, record, tell
from .rights import withdraw_right

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor


class ReviewOpen(Refusal):
    message = gettext_lazy("A review is open already.")
    status = 422


class DueInThePast(Refusal):
    message = gettext_lazy("Give the owners at least until tomorrow.")
    status = 422


class NothingToReview(Refusal):
    message = gettext_lazy("There is no right in force to review.")
    status = 422


class Answered(Refusal):
    message = gettext_lazy("This line was answered already.")


@transaction.atomic
def open_review(*, actor: Actor, administration_id: int, due_on: date, now: datetime, today: date) -> Review:
    """Open a review of all rights in force; each owner is told once, with one address.

    Raises:
        NotAllowed, ReviewOpen, DueInThePast, NothingToReview
    """
    demand_guard(actor, administration_id)
    if due_on <= today:
        raise DueInThePast
    if Review.objects.filter(administration=administration_id, closed_at=None).exists():
        raise ReviewOpen
    rights = SystemRight.objects.filter(
        administration=administration_id, state__in=(RightState.GRANTED, RightState.SUSPENDED)
    )
    held = list(rights.order_by("system_id", "pk").values_list("pk", "system__owner_id"))
    if not held:
        raise NothingToReview
    row = Review.objects.create(
        administration_id=administration_id, opened_at=now, opened_by_id=actor.person_id, due_on=due_on
    )
    ReviewLine.objects.bulk_create(ReviewLine(review=row, right_id=pk) for pk, _owner in held)
    for owner in get_user_model().objects.filter(pk__in={owner for _pk, owner in held}, is_active=True):
        tell(
            owner,
            NOTICE,
            lambda: _("Rights to your systems are to be confirmed or withdrawn"),
            reverse("safe_access:review", args=[row.pk]),
            f"review:{row.pk}:{owner.pk}",
            now,
        )
    record(administration_id, "review.opened", f"review:{row.pk}", actor, now, lines=len(held))
    return row


@transaction.atomic
def answer(*, actor: Actor, line_id: int, confirmed: bool, now: datetime) -> ReviewLine:
    """Confirm a right, or withdraw it at once.

    Raises:
        NotAllowed, Answered
    """
    rows = ReviewLine.objects.select_related("review", "right__system")
    line = rows.select_for_update(of=("self",), no_key=True).get(pk=line_id)
    if not policies.may_answer(actor, line.right.system):
        raise NotAllowed
    if line.answer != Answer.WAITING or line.review.closed_at is not None:
        raise Answered
    line.answer = Answer.CONFIRMED if confirmed else Answer.WITHDRAWN
    line.by_id, line.at = actor.person_id, now
    line.save(update_fields=["answer", "by", "at"])
    if not confirmed and line.right.state in LIVE:
        withdraw_right(actor=actor, right_id=line.right_id, because=str(_("Withdrawn in the review.")), now=now)
    record(line.review.administration_id, f"review.{line.answer}", f"review:{line.review_id}", actor, now, line=line.pk)
    _close_if_whole(line.review, now)
    return line


@transaction.atomic
def close_due(*, now: datetime, today: date) -> int:
    """Withdraw what nobody answered before the due day, and close those reviews; how many lines lapsed."""
    lapsed = 0
    for review in Review.objects.select_for_update(no_key=True).filter(closed_at=None, due_on__lt=today):
        for line in review.lines.filter(answer=Answer.WAITING).select_related("right"):
            line.answer, line.at = Answer.LAPSED, now
            line.save(update_fields=["answer", "at"])
            if line.right.state in LIVE:
                because = str(_("Nobody confirmed it in the review."))
                withdraw_right(actor=SYSTEM, right_id=line.right_id, because=because, now=now)
            lapsed += 1
        _close_if_whole(review, now)
    return lapsed


def _close_if_whole(review: Review, now: datetime) -> None:
    if not review.lines.filter(answer=Answer.WAITING).exists():
        Review.objects.filter(pk=review.pk, closed_at=None).update(closed_at=now)
        record(review.administration_id, "review.closed", f"review:{review.pk}", None, now)


__all__ = [
    "Answered",
    "DueInThePast",
    "NotAllowed",
    "NothingToReview",
    "ReviewOpen",
    "answer",
    "close_due",
    "open_review",
]
