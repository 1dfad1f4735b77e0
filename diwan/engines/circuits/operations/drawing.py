"""Circuits and their versions: drawn, proved, put in use, taken out. What is in use is never written again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from diwan.kit.refusals import Refusal

from ..checker import errors
from ..conditions import rule_to_json
from ..definition import Definition, to_json
from ..enums import VersionState
from ..models import Circuit, CircuitVersion, DocumentType
from ..queries.proofs import faults_of
from .common import checked, demand_design, journalled, named

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor, Names

    from ..checker import Fault
    from ..conditions import Rule


class Redrawn(Refusal):
    message = _("Somebody else changed this drawing since you opened it.")
    advice = _("Open it again: your changes were not saved over theirs.")


class NotADraft(Refusal):
    message = _("This version is not being drawn any more: make a new one from it.")


class DraftThere(Refusal):
    message = _("A version of this circuit is being drawn already.")


class HasFaults(Refusal):
    """`faults` are those of the check."""

    message = _("The circuit cannot be put in use: %(count)s errors were found.")
    advice = _("They are shown on the drawing.")
    status = 422


class TypeWithdrawn(Refusal):
    message = _("This type of document is not in use any more.")


@transaction.atomic
def create_circuit(
    *, actor: Actor, type_id: int, names: Names, now: datetime, rank: int = 10, when: Rule = ()
) -> CircuitVersion:
    """A circuit for documents of a type, with an empty drawing to begin with.

    Raises:
        NotAllowed, TypeWithdrawn, AgainstRules
    """
    kind = DocumentType.objects.get(pk=type_id)
    demand_design(actor, kind.administration_id)
    if kind.retired_at is not None:
        raise TypeWithdrawn
    row = Circuit(administration_id=kind.administration_id, type=kind, rank=rank, when=rule_to_json(when))
    checked(named(row, names))
    version = _drafted(actor, row, 1, {"stages": []}, now)
    journalled(actor, row.administration_id, "circuit.created", row, now, type=type_id, rank=rank, when=row.when)
    return version


@transaction.atomic
def change_circuit(*, actor: Actor, circuit_id: int, names: Names, rank: int, when: Rule, now: datetime) -> Circuit:
    """What it is called, and which documents of its type it takes: for those sent from now on.

    Raises:
        NotAllowed, AgainstRules
    """
    row = _locked(circuit_id)
    demand_design(actor, row.administration_id)
    row.rank, row.when = rank, rule_to_json(when)
    checked(named(row, names))
    journalled(actor, row.administration_id, "circuit.changed", row, now, rank=rank, when=row.when)
    return row


@transaction.atomic
def retire_circuit(*, actor: Actor, circuit_id: int, now: datetime) -> Circuit:
    """Takes nothing new; what is on its way goes to its end.

    Raises:
        NotAllowed
    """
    row = _locked(circuit_id)
    demand_design(actor, row.administration_id)
    row.retired_at = row.retired_at or now
    row.save(update_fields=["retired_at"])
    row.versions.filter(state=VersionState.ACTIVE).update(state=VersionState.RETIRED)
    journalled(actor, row.administration_id, "circuit.retired", row, now)
    return row


@transaction.atomic
def new_version(*, actor: Actor, circuit_id: int, now: datetime) -> CircuitVersion:
    """A drawing that begins as the version in use, or as the last one.

    Raises:
        NotAllowed, DraftThere
    """
    row = _locked(circuit_id)
    demand_design(actor, row.administration_id)
    if row.versions.filter(state=VersionState.DRAFT).exists():
        raise DraftThere
    versions = row.versions.order_by("-number")
    source = versions.filter(state=VersionState.ACTIVE).first() or versions.first()
    number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = _drafted(actor, row, number, source.definition if source else {"stages": []}, now)
    journalled(actor, row.administration_id, "circuit.drafted", version, now, number=number)
    return version


@transaction.atomic
def draw(*, actor: Actor, version_id: int, definition: Definition, base: int, now: datetime) -> CircuitVersion:
    """Save a drawing, faults and all. `base` is the count of `edits` it was opened at.

    Raises:
        NotAllowed, NotADraft
        Redrawn: somebody saved it since.
    """
    version = _draft(actor, version_id)
    if version.edits != base:
        raise Redrawn
    version.definition, version.edits = to_json(definition), version.edits + 1
    version.changed_by_id, version.changed_at = actor.person_id, now
    version.save()
    return version


@transaction.atomic
def discard(*, actor: Actor, version_id: int, now: datetime) -> None:
    """Throw a drawing away; a circuit keeps at least one version.

    Raises:
        NotAllowed, NotADraft
    """
    version = _draft(actor, version_id)
    if version.circuit.versions.count() == 1:
        raise NotADraft
    journalled(actor, version.circuit.administration_id, "circuit.discarded", version, now, number=version.number)
    version.delete()


@transaction.atomic
def activate(*, actor: Actor, version_id: int, base: int, now: datetime) -> CircuitVersion:
    """Put a drawing in use, once it is proved: documents sent from now on go through it.

    Raises:
        NotAllowed, NotADraft, Redrawn
        HasFaults: errors stand; warnings do not stop it.
    """
    version = _draft(actor, version_id)
    if version.edits != base:
        raise Redrawn
    found: list[Fault] = errors(faults_of(version, now))
    if found:
        raise HasFaults(count=len(found), faults=found)
    circuit = version.circuit
    circuit.versions.filter(state=VersionState.ACTIVE).update(state=VersionState.RETIRED)
    version.state, version.activated_by_id, version.activated_at = VersionState.ACTIVE, actor.person_id, now
    version.save()
    if circuit.retired_at is not None:
        circuit.retired_at = None
        circuit.save(update_fields=["retired_at"])
    # The version keeps its drawing; the journal, which others read and which never forgets, its fingerprint.
    drawn = json.dumps(version.definition, ensure_ascii=False, sort_keys=True).encode()
    said: dict[str, Any] = {"number": version.number, "sha256": hashlib.sha256(drawn).hexdigest()}
    journalled(actor, circuit.administration_id, "circuit.activated", version, now, **said)
    return version


def _locked(circuit_id: int) -> Circuit:
    return Circuit.objects.select_for_update(no_key=True).get(pk=circuit_id)


def _draft(actor: Actor, version_id: int) -> CircuitVersion:
    """A version being drawn, its circuit locked first."""
    circuit = _locked(CircuitVersion.objects.only("circuit_id").get(pk=version_id).circuit_id)
    version = CircuitVersion.objects.select_related("circuit__type__parent").get(pk=version_id)
    demand_design(actor, circuit.administration_id)
    if version.state != VersionState.DRAFT:
        raise NotADraft
    return version


def _drafted(actor: Actor, row: Circuit, number: int, definition: dict[str, Any], now: datetime) -> CircuitVersion:
    return CircuitVersion.objects.create(
        circuit=row, number=number, definition=definition, changed_by_id=actor.person_id, changed_at=now
    )
