"""Declaring an incident: two steps for a person, one call for the cut of a lost device. Officers are told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.journal import api as journal
from diwan.core.notifications import api as notifications
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies
from ..enums import KEPT, KIND_OF_NOTICE, Gravity, Kind
from ..events import IncidentDeclared
from ..models import Book, Incident, Piece
from ..queries import due_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NotFromTheFuture(Refusal):
    message = gettext_lazy("An incident is discovered before it is declared: this moment is yet to come.")
    advice = gettext_lazy("Correct the date and the hour of the discovery.")
    status = 422


class NotOneOfYours(Refusal):
    message = gettext_lazy("This person has no account in your administration.")
    status = 422


@transaction.atomic
def declare(
    *,
    actor: Actor,
    kind: str,
    title: str,
    about_person_id: int | None,
    discovered_at: datetime,
    what: str,
    now: datetime,
    administration_id: int | None = None,
    personal_data: bool = False,
    gravity: str = Gravity.SERIOUS,
    file_ids: Sequence[int] = (),
    origin: str = "",
) -> Incident:
    """Open an incident, start its legal clock at its discovery, and tell the security officers at once.

    `administration_id` defaults to that of the actor's seat, else of the person concerned. The same `origin` ("cut:12")
    opens one incident, however often it is called.

    Raises:
        NotAllowed, NotFromTheFuture, NotOneOfYours
    """
    if origin and (known := Incident.objects.filter(origin=origin).first()):
        return known
    person = get_user_model().objects.filter(pk=about_person_id).first() if about_person_id else None
    tenant = administration_id or (actor.seats[0].administration_id if actor.seats else None)
    tenant = tenant or (person.administration_id if person else None)
    if tenant is None or not policies.may_declare(actor, tenant):
        raise NotAllowed
    if person is not None and person.administration_id != tenant:
        raise NotOneOfYours
    if discovered_at > now:
        raise NotFromTheFuture
    row = Incident.objects.create(
        administration_id=tenant,
        reference=next_reference(tenant, now),
        kind=Kind(kind),
        gravity=Gravity(gravity),
        title=" ".join(title.split())[:200],
        what=what.strip(),
        personal_data=personal_data,
        about_person_id=about_person_id,
        declared_by_id=actor.person_id,
        declared_at=now,
        discovered_at=discovered_at,
        due_at=due_at(tenant, discovered_at),
        origin=origin or None,
    )
    attach(row, file_ids, actor, now)
    tell_officers(row, now)
    record(row, "incident.declared", actor, now, incident=row.reference, sort=row.kind, files=len(file_ids))
    facts.tell(IncidentDeclared(incident_id=row.pk, administration_id=tenant))
    return row


def next_reference(administration_id: int, now: datetime) -> str:
    """The next of the year's series. The book stays locked until the act ends: a rollback gives the number back."""
    Book.objects.get_or_create(administration_id=administration_id, year=now.year)
    book = Book.objects.select_for_update().get(administration_id=administration_id, year=now.year)
    book.last += 1
    book.save(update_fields=["last"])
    return f"INC-{now.year}-{book.last:04d}"


def attach(row: Incident, file_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    kept = files.claim_all(list(file_ids), purpose=KEPT, subject=str(row.pk), now=now) if file_ids else []
    Piece.objects.bulk_create(Piece(incident=row, file=file, by_id=actor.person_id, at=now) for file in kept)


def tell_officers(row: Incident, now: datetime) -> None:
    """In their language, without the story: a notice goes through e-mail, the page does not."""
    root = organisations.root_unit(row.administration_id)
    for person_id, language in organisations.people_with(policies.SECURITY, root.pk, now).items():
        with translation.override(language):
            notifications.notify(
                person_id=person_id,
                kind=KIND_OF_NOTICE,
                subject=_("Security incident %(reference)s: %(kind)s")
                % {"reference": row.reference, "kind": row.get_kind_display()},
                url=reverse("incidents:one", args=[row.pk]),
                key=f"incident:{row.pk}:{person_id}",
                now=now,
            )


def record(row: Incident, kind: str, actor: Actor, now: datetime, **said: Any) -> None:
    """One chain of the journal for the incidents of each administration; what happened stays out of it."""
    journal.append(
        chain=f"incidents:{row.administration_id}",
        kind=kind,
        at=now,
        actor_id=actor.person_id,
        subject=f"incident:{row.pk}",
        facts=said,
    )
