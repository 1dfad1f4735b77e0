"""Which instances we exchange letters with: proposed by an address, trusted after a comparison by telephone."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.core.journal import api as journal
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies, transport
from ..enums import PeerState
from ..events import InstanceProposed, InstanceTrusted
from ..models import Instance

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..enums import Fault

AFTER = 5  # calls that fail in a row, from which on an instance is left alone for a while
LONGEST = timedelta(minutes=10)  # that it is left alone


class AlreadyListed(Refusal):
    message = _("An instance with this address is already listed.")


class NotMetYet(Refusal):
    message = _("This instance has not answered yet: there is no fingerprint to compare.")


class AnotherFingerprint(Refusal):
    message = _("The fingerprint is no longer the one you compared. Nothing was done.")
    advice = _("Open the page again and compare anew by telephone.")


class AnotherState(Refusal):
    message = _("This instance is now: %(state)s. Nothing was changed.")


class WhySuspend(Refusal):
    message = _("Say why: the reason stays in the journal, and is shown to those who send letters.")
    status = 400


class NotACertificate(Refusal):
    message = _("The authority is not a certificate in PEM form.")
    status = 400


@transaction.atomic
def propose(*, actor: Actor, name: str, address: str, authority: str = "", now: datetime) -> Instance:
    """List an instance by its address; a job asks it who it is. Nothing it says is believed yet.

    Raises:
        NotAllowed, transport.NotAnAddress, NotACertificate, AlreadyListed
    """
    _ask(actor)
    base_url, authority = transport.origin(address), authority.strip()
    if authority:
        _demand_certificate(authority)
    if Instance.objects.filter(base_url=base_url).exists():
        raise AlreadyListed
    row = Instance.objects.create(
        name=name.strip()[:120] or base_url,
        base_url=base_url,
        authority=authority,
        proposed_at=now,
        proposed_by_id=actor.person_id,
    )
    facts.tell(InstanceProposed(instance_id=row.pk))
    _journal(row, "exchange.proposed", actor, now, address=base_url)
    return row


@transaction.atomic
def introduce(*, instance_id: int, realm: str, root: str, fingerprint: str, now: datetime) -> Instance:
    """Note who an instance says it is, to be compared by people; only while it is not trusted.

    Raises:
        AnotherState
    """
    row = _locked(instance_id)
    if row.state != PeerState.PROPOSED:
        raise AnotherState(state=row.get_state_display())
    row.realm, row.root, row.fingerprint = realm, root, fingerprint
    row.save(update_fields=["realm", "root", "fingerprint"])
    return row


@transaction.atomic
def trust(*, actor: Actor, instance_id: int, fingerprint: str, now: datetime) -> Instance:
    """Believe an instance from now on: somebody compared its fingerprint with the people who run it.

    Raises:
        NotAllowed, AnotherState, NotMetYet, AnotherFingerprint
    """
    _ask(actor)
    row = _locked(instance_id)
    if row.state == PeerState.TRUSTED:
        raise AnotherState(state=row.get_state_display())
    if not row.fingerprint:
        raise NotMetYet
    if fingerprint != row.fingerprint:
        raise AnotherFingerprint
    row.state, row.trusted_at, row.trusted_by_id, row.suspension = PeerState.TRUSTED, now, actor.person_id, ""
    row.failures, row.retry_at = 0, None
    row.save(update_fields=["state", "trusted_at", "trusted_by", "suspension", "failures", "retry_at"])
    facts.tell(InstanceTrusted(instance_id=row.pk))
    _journal(row, "exchange.trusted", actor, now, realm=row.realm, fingerprint=row.fingerprint)
    transaction.on_commit(lambda: signing.trust_root(row.root))
    return row


@transaction.atomic
def suspend(*, actor: Actor, instance_id: int, reason: str, now: datetime) -> Instance:
    """Take nothing from an instance and send it nothing until it is trusted again. Its letters wait, on both sides.

    Raises:
        NotAllowed, WhySuspend, AnotherState
    """
    _ask(actor)
    if not reason.strip():
        raise WhySuspend
    row = _locked(instance_id)
    if row.state != PeerState.TRUSTED:
        raise AnotherState(state=row.get_state_display())
    row.state, row.suspension = PeerState.SUSPENDED, reason.strip()[:300]
    row.save(update_fields=["state", "suspension"])
    _journal(row, "exchange.suspended", actor, now, reason=row.suspension)
    return row


@transaction.atomic
def forget(*, actor: Actor, instance_id: int, now: datetime) -> None:
    """Take an instance off the list that was never trusted.

    Raises:
        NotAllowed, AnotherState
    """
    _ask(actor)
    row = _locked(instance_id)
    if row.state != PeerState.PROPOSED:
        raise AnotherState(state=row.get_state_display())
    _journal(row, "exchange.forgotten", actor, now, address=row.base_url)
    row.delete()


@transaction.atomic
def try_again(*, actor: Actor, instance_id: int, now: datetime) -> None:
    """Call it now, however often it failed.

    Raises:
        NotAllowed
    """
    _ask(actor)
    row = _locked(instance_id)
    row.retry_at, row.last_fault, row.last_error = None, "", ""
    row.save(update_fields=["retry_at", "last_fault", "last_error"])


# --- how calls went ------------------------------------------------------------------------------------------------


def answered(instance: Instance, now: datetime) -> None:
    """It answered: whatever went wrong before is over. Written at most once a minute."""
    seen = instance.seen_at
    if instance.failures or instance.retry_at or instance.last_fault or not seen or now - seen > timedelta(minutes=1):
        well = {"failures": 0, "retry_at": None, "last_fault": "", "last_error": "", "seen_at": now}
        Instance.objects.filter(pk=instance.pk).update(**well)
        for name, value in well.items():
            setattr(instance, name, value)


@transaction.atomic
def failed(instance_id: int, fault: Fault, error: str, now: datetime) -> None:
    """It did not answer: why, and what the network said. After some failures in a row it is left alone, longer each
    time, with chance in it so that a hundred letters do not come back together."""
    row = _locked(instance_id)
    row.failures, row.last_fault, row.last_error = row.failures + 1, fault, error[:300]
    if row.failures >= AFTER:
        most = min(5 * 2 ** min(row.failures - AFTER, 10), LONGEST.total_seconds())
        row.retry_at = now + timedelta(seconds=random.uniform(most / 2, most))  # noqa: S311  no secret
    row.save(update_fields=["failures", "last_fault", "last_error", "retry_at"])


def note_refused(instance: Instance, what: str, now: datetime, **said: Any) -> None:
    """A known instance said something it may not say: the journal keeps it, for whoever asks later."""
    with transaction.atomic():
        _journal(instance, "exchange.refused", None, now, what=what, **said)


def _journal(row: Instance, kind: str, actor: Actor | None, now: datetime, **said: Any) -> None:
    journal.append(
        chain=f"exchange:{row.pk}",
        kind=kind,
        at=now,
        actor_id=actor.person_id if actor else None,
        subject=f"instance:{row.pk}",
        facts=said,
    )


def _locked(instance_id: int) -> Instance:
    return Instance.objects.select_for_update(no_key=True).get(pk=instance_id)


def _ask(actor: Actor) -> None:
    if not policies.may_operate(actor):
        raise NotAllowed


def _demand_certificate(text: str) -> None:
    try:
        x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise NotACertificate from None
