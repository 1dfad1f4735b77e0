"""Reading rights: what a person holds, what waits, what each review and comparison says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from ..enums import LIVE, Answer, RightState
from ..models import Comparison, Discrepancy, Review, ReviewLine, System, SystemRight
from ..models.guarded import guarded

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor


def held_by(person_id: int, on: date) -> list[SystemRight]:
    """The rights of a person in force that day."""
    return list(SystemRight.objects.in_force(on).filter(person=person_id).select_related("system").order_by("pk"))


def mine(person_id: int) -> QuerySet[SystemRight]:
    """What a person has, and what is asked for them."""
    rows = SystemRight.objects.filter(person=person_id, state__in=LIVE)
    return rows.select_related("system", "administration").order_by("system__name")


def systems(actor: Actor) -> Any:
    """The systems this actor may see, each with how many rights are in force."""
    in_force = Count("rights", filter=Q(rights__state=RightState.GRANTED))
    rows = System.objects.visible_to(actor).select_related("owner", "administration")
    return rows.annotate(in_force=in_force).order_by("name")


def waiting(actor: Actor) -> QuerySet[SystemRight]:
    """What was asked and waits for a security officer, oldest first."""
    rows = SystemRight.objects.filter(administration__in=guarded(actor), state=RightState.ASKED)
    return rows.select_related("system", "person", "asked_by", "administration").order_by("asked_at")


def asked_by(actor: Actor) -> QuerySet[SystemRight]:
    """What this actor asked for others, newest first."""
    rows = SystemRight.objects.filter(asked_by=actor.person_id)
    return rows.select_related("system", "person", "administration").order_by("-asked_at")


def of_system(system: System) -> QuerySet[SystemRight]:
    """The rights to a system that are in force or suspended."""
    rows = system.rights.filter(state__in=(RightState.GRANTED, RightState.SUSPENDED))
    return rows.select_related("person").order_by("person__name_ar", "pk")


def reviews(actor: Actor) -> Any:
    """The reviews of one's administrations, newest first, with what is left of each."""
    left = Count("lines", filter=Q(lines__answer=Answer.WAITING))
    rows = Review.objects.visible_to(actor).select_related("administration")
    return rows.annotate(total=Count("lines"), left=left).order_by("-opened_at")


def lines_of(actor: Actor, review_id: int) -> QuerySet[ReviewLine]:
    """The lines of a review that this actor may answer: those of their systems, or all for a security officer."""
    own = Q(right__system__owner=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
    rows = ReviewLine.objects.filter(review=review_id).filter(own | Q(review__administration__in=guarded(actor)))
    rows = rows.select_related("right__system", "right__person", "review__administration", "by")
    return rows.order_by("right__system__name", "pk")


def differences(comparison: Comparison) -> QuerySet[Discrepancy]:
    """The lines of a comparison: open ones first, what should not be before what is missing."""
    return comparison.lines.select_related("person", "settled_by").order_by("settled_at", "sense", "account")
