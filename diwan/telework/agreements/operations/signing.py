"""Decisions and charters that are signed: as numbered acts, or confirmed on the page by each side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.acts import api as acts

from .. import documents
from ..enums import COMING, Did, State
from ..models import Agreement, CharterSigning, CharterVersion
from ..places import give_back
from ..policies import is_own, may_manage
from ..queries.standing import practice_of
from .common import expect, go, locked, note, today
from .starting import finish, settle

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class AlreadySigned(Refusal):
    message = _("The charter was already signed, or is being signed.")


class PersonFirst(Refusal):
    message = _("The person signs the charter first.")
    advice = _("You will be told when it is your turn.")


# --- decisions ------------------------------------------------------------------------------------------------------


def prepare_decision(row: Agreement, actor: Actor, now: datetime) -> None:
    """The decision as an act, signed by the post that decided (locked row, in the caller's transaction)."""
    assert row.decided_post_id is not None
    act = acts.prepare(
        actor=actor,
        kind=documents.DECISION,
        unit_id=row.unit_id,
        subject=row.subject,
        title=documents.decision_title(row),
        content=documents.decision(row),
        signers=[acts.Signer(post_id=row.decided_post_id)],
        person_id=row.person_id,
        now=now,
    )
    row.decision_act, row.decision_signed_at = act.pk, None
    row.save(update_fields=["decision_act", "decision_signed_at"])


@transaction.atomic
def decision_signed(*, agreement_id: int, act_id: int, now: datetime) -> None:
    """The act is signed: what waits for it goes on. Heard twice, done once."""
    row = locked(agreement_id)
    if row.decision_act != act_id or row.decision_signed_at is not None:
        return
    row.decision_signed_at = now
    row.save(update_fields=["decision_signed_at"])
    note(row, Did.DECISION_SIGNED, organisations.SYSTEM, now)
    settle(row, now)


@transaction.atomic
def decision_stopped(*, agreement_id: int, act_id: int, reason: str, now: datetime) -> None:
    """Whoever should have signed refused: a request waits for another decision, what was imposed is over."""
    row = locked(agreement_id)
    if row.decision_act != act_id or row.decision_signed_at is not None or row.state not in (*COMING, State.REFUSED):
        return
    day = today(row, now)
    if row.imposed:
        row.stop_on, row.stop_ground = day, reason
        finish(row, day, now)
        return
    if row.state == State.TO_SIGN or row.state == State.READY:
        row.state = State.APPROVED
    go(row, State.ASKED)
    row.decision_act = None
    row.decided_at = row.decided_by = row.decided_post = None
    row.decision_reason = ""
    row.save()
    give_back(row, first=day)
    note(row, Did.DECISION_STOPPED, organisations.SYSTEM, now, why=reason)


# --- the charter ----------------------------------------------------------------------------------------------------


def current_version(administration_id: int, now: datetime) -> CharterVersion:
    """The charter in use; the model text becomes the first version where nobody wrote one."""
    rows = CharterVersion.objects.filter(administration=administration_id)
    found = rows.order_by("number").last()
    if found is not None:
        return found
    return CharterVersion.objects.create(
        administration_id=administration_id, number=1, written_at=now, **documents.model_charter()
    )


@transaction.atomic
def sign_charter(*, actor: Actor, agreement_id: int, now: datetime) -> CharterSigning:
    """The person has read the charter and signs it: on the page, or by an act that goes to both sides.

    Raises:
        NotAllowed, WrongState, AlreadySigned
    """
    row = locked(agreement_id)
    if not is_own(actor, row):
        raise NotAllowed
    expect(row, *COMING)
    signing = CharterSigning.objects.filter(agreement=row).first()
    if signing is not None and (signing.person_at is not None or signing.act is not None):
        raise AlreadySigned
    signing = signing or CharterSigning(agreement=row, version=current_version(row.administration_id, now))
    if practice_of(row.administration_id).sign_charters:
        signing.act = prepare_charter(row, signing.version, actor, now).pk
        signing.save()
        note(row, Did.CHARTER, actor, now)
    else:
        signing.person_at = now
        signing.save()
        note(row, Did.CHARTER_PERSON, actor, now)
    return signing


def prepare_charter(row: Agreement, version: CharterVersion, actor: Actor, now: datetime) -> acts.Act:
    post = row.decided_post_id or organisations.head_over(row.unit_id, 0)
    return acts.prepare(
        actor=actor,
        kind=documents.CHARTER,
        unit_id=row.unit_id,
        subject=row.subject,
        title=documents.charter_title(row),
        content=documents.charter(row, version),
        signers=[acts.Signer(person_id=row.person_id), acts.Signer(post_id=post)],
        person_id=row.person_id,
        now=now,
    )


@transaction.atomic
def countersign_charter(*, actor: Actor, agreement_id: int, now: datetime) -> CharterSigning:
    """The administration signs on the page, after the person.

    Raises:
        NotAllowed, WrongState, PersonFirst, AlreadySigned
    """
    row = locked(agreement_id)
    if not may_manage(actor, row):
        raise NotAllowed
    expect(row, *COMING)
    signing = CharterSigning.objects.filter(agreement=row).first()
    if signing is None or signing.person_at is None:
        raise PersonFirst
    if signing.manager_at is not None:
        raise AlreadySigned
    signing.manager_at, signing.manager_id = now, actor.person_id
    signing.save()
    row.charter_signed_at = now
    row.save(update_fields=["charter_signed_at"])
    note(row, Did.CHARTER_MANAGER, actor, now)
    settle(row, now)
    return signing


@transaction.atomic
def charter_signed(*, agreement_id: int, act_id: int, now: datetime) -> None:
    """The act of the charter is signed by both sides. Heard twice, done once."""
    row = locked(agreement_id)
    signing = CharterSigning.objects.filter(agreement=row, act=act_id).first()
    if signing is None or signing.manager_at is not None:
        return
    signing.person_at = signing.manager_at = now
    signing.save()
    row.charter_signed_at = now
    row.save(update_fields=["charter_signed_at"])
    note(row, Did.CHARTER_MANAGER, organisations.SYSTEM, now)
    settle(row, now)


@transaction.atomic
def charter_stopped(*, agreement_id: int, act_id: int, reason: str, now: datetime) -> None:
    """A side refused to sign: the charter may be sent again."""
    row = locked(agreement_id)
    signing = CharterSigning.objects.filter(agreement=row, act=act_id, manager_at=None).first()
    if signing is not None:
        signing.act = None
        signing.save()
        note(row, Did.DECISION_STOPPED, organisations.SYSTEM, now, why=reason)


@transaction.atomic
def write_charter(
    *, actor: Actor, administration_id: int, texts: dict[str, str], why: str, now: datetime
) -> CharterVersion:
    """A new version of the charter; what was signed stays as it was signed.

    Raises:
        NotAllowed
    """
    from ..policies import may_keep_charter

    if not may_keep_charter(actor, administration_id):
        raise NotAllowed
    rows = CharterVersion.objects.filter(administration=administration_id)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    return CharterVersion.objects.create(
        administration_id=administration_id,
        number=last + 1,
        written_at=now,
        written_by_id=actor.person_id,
        why=why,
        **texts,
    )
