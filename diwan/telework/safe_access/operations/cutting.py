"""The cut of a lost device (SEC-2): in one transaction, everything that lets a person in is over.

The order is that of harm: the account and its sessions first. What is outside this database, the account in the
directory, is asked for in the same transaction and done by a job until the directory confirms it; here nobody is let in
meanwhile, since a closed account is refused whatever the directory says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.accounts import api as accounts
from diwan.core.facts import api as facts
from diwan.core.organisations.api import SYSTEM
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.incidents import api as incidents

from .. import policies
from ..enums import By, Directory
from ..events import AccessRestored, DeviceLost, DirectoryAsked
from ..models import Cut, Device
from .checking import lose_devices
from .common import record
from .rights import cut_rights
from .signatures import stop_signatures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor

NEEDED = 2  # control questions answered right before the desk cuts


class AnswersMissing(Refusal):
    message = gettext_lazy("Ask at least two of the control questions: the cut is made when the answers are right.")
    status = 422


class NotTheirDevice(Refusal):
    message = gettext_lazy("This device is not one of this person.")
    status = 422


class AlreadyRestored(Refusal):
    message = gettext_lazy("This access was restored already.")


class IdentityMissing(Refusal):
    message = gettext_lazy("Say how the identity of the person was checked.")
    status = 422


class NotYourOwn(Refusal):
    message = gettext_lazy("Nobody restores their own access.")
    advice = gettext_lazy("Ask another security officer.")


@transaction.atomic
def report_lost(
    *,
    actor: Actor,
    person_id: int,
    device_id: int | None = None,
    by: str,
    now: datetime,
    what: str = "",
    asked: Sequence[str] = (),
) -> Cut:
    """End every access of a person, now. Pressed twice, it is one cut and one incident.

    `by` "self": the person, signed in. "desk": somebody of the desk or the security, on the telephone, who asked the
    control questions named in `asked`.

    Raises:
        NotAllowed: neither the person nor their desk.
        AnswersMissing, NotTheirDevice
    """
    person = get_user_model().objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if by == By.SELF:
        if actor.person_id != person_id or person.administration_id is None:
            raise NotAllowed
    elif person.administration_id is None or not policies.may_help(actor, person.administration_id):
        raise NotAllowed
    standing = Cut.objects.filter(person=person, restored_at=None).first()
    if by == By.DESK and standing is None and len(set(asked)) < NEEDED:
        raise AnswersMissing
    if device_id is not None and not Device.objects.filter(pk=device_id, person=person).exists():
        raise NotTheirDevice
    if standing is not None:
        return _again(standing, person, device_id, now)
    closed_before = not person.is_active
    row = Cut.objects.create(
        administration_id=person.administration_id,
        person=person,
        device_id=device_id,
        what=what.strip()[:200],
        by=by,
        reported_by_id=actor.person_id,
        asked=sorted(set(asked)),
        at=now,
        closed_before=closed_before,
        directory=Directory.PENDING if settings.DIWAN_LDAP else Directory.NONE,
    )
    _shut(person, closed_before, now)
    because = str(_("A device was lost."))
    row.rights = cut_rights(person_id=person_id, because=because, actor=actor, now=now)
    row.devices = lose_devices(person_id=person_id, only=device_id, now=now)
    row.signatures = stop_signatures(person_id=person_id)
    row.incident_id = _incident(row, person, actor, now).pk
    row.save(update_fields=["rights", "devices", "signatures", "incident_id"])
    said: dict[str, Any] = {"by": by, "rights": row.rights, "devices": row.devices, "signatures": row.signatures}
    record(row.administration_id, "access.cut", f"cut:{row.pk}", actor, now, person=person_id, **said)
    facts.tell(DeviceLost(row.pk, person_id, row.administration_id, row.incident_id))
    if row.directory == Directory.PENDING:
        facts.tell(DirectoryAsked(cut_id=row.pk))
    return row


def _shut(person: Any, closed_before: bool, now: datetime) -> None:
    """Close the account, which raises the epoch of access: sessions of every kind end at their next request."""
    if closed_before:
        accounts.end_sessions(actor=SYSTEM, person_id=person.pk, now=now)
    else:
        reason = str(_("A device was lost: the access is cut until the identity is checked."))
        accounts.disable_account(actor=SYSTEM, person_id=person.pk, reason=reason, now=now)


def _again(row: Cut, person: Any, device_id: int | None, now: datetime) -> Cut:
    """The cut stands: whatever was opened meanwhile is ended again, and the device named now is lost too."""
    if person.is_active:
        _shut(person, False, now)
    row.devices += lose_devices(person_id=person.pk, only=device_id, now=now) if device_id else 0
    row.save(update_fields=["devices"])
    return row


def _incident(row: Cut, person: Any, actor: Actor, now: datetime) -> incidents.Incident:
    return incidents.declare(
        actor=SYSTEM if actor.person_id is None else _seated(actor, row.administration_id),
        kind=incidents.Kind.DEVICE,
        title=str(_("Lost device: %(name)s")) % {"name": person},
        about_person_id=person.pk,
        discovered_at=now,
        what=row.what,
        now=now,
        administration_id=row.administration_id,
        origin=f"cut:{row.pk}",
    )


def _seated(actor: Actor, administration_id: int) -> Actor:
    """Whoever lost a device declares an incident even when their last seat ended meanwhile."""
    return actor if actor.sits_in(administration_id) else SYSTEM


@transaction.atomic
def restore(*, actor: Actor, cut_id: int, identity: str, now: datetime) -> Cut:
    """Let the person sign in again after a check of their identity, by a new password chosen from an invitation.

    The old password, the second factor and the passkeys are forgotten: they may be on the device that was lost. Rights
    to systems are asked anew. An account that somebody had closed before the cut stays closed.

    Raises:
        NotAllowed, NotYourOwn, AlreadyRestored, IdentityMissing
    """
    row = Cut.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=cut_id)
    if not policies.may_guard(actor, row.administration_id):
        raise NotAllowed
    if actor.person_id == row.person_id:
        raise NotYourOwn
    if row.restored_at is not None:
        raise AlreadyRestored
    if not identity.strip():
        raise IdentityMissing
    row.restored_at, row.restored_by_id, row.identity = now, actor.person_id, identity.strip()
    if row.directory in (Directory.PENDING, Directory.CONFIRMED) and not row.closed_before:
        row.directory = Directory.REOPENING
        facts.tell(DirectoryAsked(cut_id=row.pk))
    row.save(update_fields=["restored_at", "restored_by", "identity", "directory"])
    if not row.closed_before:
        _reopen(row.person_id, actor, now)
    record(row.administration_id, "access.restored", f"cut:{row.pk}", actor, now, person=row.person_id)
    facts.tell(AccessRestored(row.pk, row.person_id, row.administration_id))
    return row


def _reopen(person_id: int, actor: Actor, now: datetime) -> None:
    person = accounts.enable_account(actor=SYSTEM, person_id=person_id, now=now)
    person.authenticator_set.all().delete()  # type: ignore[attr-defined]  # of allauth
    if person.sign_in != person.SignIn.HERE:
        return
    person.set_unusable_password()
    person.last_login = None
    person.save(update_fields=["password", "last_login"])
    accounts.invite(actor=SYSTEM, person_id=person_id, now=now)


@transaction.atomic
def note_directory(*, cut_id: int, name: str, confirmed: bool, error: str, opened: bool, now: datetime) -> Cut:
    """What the directory answered. Once confirmed it stays so, whatever runs twice."""
    row = Cut.objects.select_for_update(of=("self",), no_key=True).get(pk=cut_id)
    if row.directory not in (Directory.PENDING, Directory.REOPENING):
        return row
    if (row.directory == Directory.REOPENING) != opened:
        return row  # the other was asked meanwhile: its own job answers
    row.directory_tries += 1
    row.directory_error = error[:300]
    row.directory_name = name[:300] or row.directory_name
    if confirmed:
        row.directory = Directory.REOPENED if opened else Directory.CONFIRMED
        row.directory_at = now
        record(row.administration_id, f"directory.{row.directory}", f"cut:{row.pk}", None, now)
    row.save(update_fields=["directory", "directory_at", "directory_tries", "directory_error", "directory_name"])
    return row
