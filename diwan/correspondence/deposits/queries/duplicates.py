"""Letters that are perhaps one: the same words and pieces, or the same depositor about nearly the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from django.db.models import Q

from diwan.kit.arabic import normalise

from ..models import Deposit

if TYPE_CHECKING:
    from collections.abc import Callable

    from diwan.core.organisations.api import Actor

WITHIN = timedelta(days=30)  # how far apart letters of one depositor are compared
ALIKE = 0.8  # of two subjects, as difflib measures
COMPARED = 200  # letters of one depositor in that time; a company may send many
SHOWN = 5
MINUTES = timedelta(minutes=60)


@dataclass(frozen=True)
class Perhaps:
    """Another letter, and how alike: `identical` when its words and pieces are the same."""

    deposit: Deposit
    identical: bool


def perhaps_same(actor: Actor, deposit: Deposit) -> list[Perhaps]:
    """Letters this actor sees that may be the same as this one, the surest first (1 query)."""
    nearby = Q(registered_at__range=(deposit.registered_at - WITHIN, deposit.registered_at + WITHIN))
    identical = Q(fingerprint=deposit.fingerprint) if deposit.fingerprint else Q(pk__in=[])
    rows = (
        Deposit.objects.visible_to(actor)
        .filter(identical | nearby & by_the_same(deposit), office_id=deposit.office_id)
        .exclude(pk=deposit.pk)
        .only("reference", "registered_at", "subject", "fingerprint", "office_id")
        .order_by("registered_at")[:COMPARED]
    )
    found, others = [], []
    for row in rows:
        same = row.fingerprint is not None and row.fingerprint == deposit.fingerprint
        found.append(Perhaps(row, True)) if same else others.append(row)
    # Comparing words costs most of all this, so it ends with the last one shown.
    alike = alike_to(normalise(deposit.subject))
    for row in others:
        if len(found) >= SHOWN:
            break
        if row.pk == deposit.duplicate_of_id or alike(normalise(row.subject)):
            found.append(Perhaps(row, False))
    return found[:SHOWN]


def by_the_same(deposit: Deposit) -> Q:
    """Who handed it in, by account, number or address; by name alone only when they gave nothing else."""
    known = Q(pk__in=[])
    if deposit.depositor_id:
        known |= Q(depositor_id=deposit.depositor_id)
    if deposit.identity_number:
        known |= Q(identity_kind=deposit.identity_kind, identity_number=deposit.identity_number)
    if deposit.email:
        known |= Q(email__iexact=deposit.email)
    return known if known != Q(pk__in=[]) else Q(applicant_name=deposit.applicant_name)


def alike_to(text: str) -> Callable[[str], bool]:
    """Whether a text is nearly this one; what difflib knows of this one is computed once."""
    matcher = SequenceMatcher(None, "", text, autojunk=False)

    def alike(other: str) -> bool:
        matcher.set_seq1(other)
        return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE

    return alike


def sent_just_before(deposit: Deposit) -> Deposit | None:
    """The same letter by the same person at the same office within the hour before: its sender is told at once.

    Only what the sender gave twice proves it is the same person: nobody learns of a stranger's letter by copying it.
    """
    if deposit.fingerprint is None or not (deposit.depositor_id or deposit.email or deposit.identity_number):
        return None
    rows = Deposit.objects.filter(by_the_same(deposit), office_id=deposit.office_id, fingerprint=deposit.fingerprint)
    since = (deposit.registered_at - MINUTES, deposit.registered_at)
    return rows.filter(registered_at__range=since, pk__lt=deposit.pk).order_by("-pk").first()
