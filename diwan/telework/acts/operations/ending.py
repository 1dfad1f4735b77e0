"""An act ends: all have signed and it takes its number and its seal; or a signer refuses it, or it is withdrawn."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.circuits import api as circuits
from diwan.engines.registers import api as registers
from diwan.kit.refusals import NotAllowed, Refusal

from .. import policies, ways
from ..enums import KEPT, OPEN, SUBJECT, Role, State
from ..events import ActRefused, ActSigned
from ..models import Act
from .preparing import NoOffice, told
from .sending import sits

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class ReasonMissing(Refusal):
    message = gettext_lazy("Say why the document is withdrawn. Nothing was done.")
    status = 422


class TooLate(Refusal):
    message = gettext_lazy("“%(title)s” cannot be withdrawn any more: it was signed, refused or withdrawn before.")
    advice = gettext_lazy("A signed document is ended by another one.")


class SignedInPart(Refusal):
    message = gettext_lazy("A signature was given already, and that is not taken back. Nothing was done.")
    advice = gettext_lazy("Ask the next signer to refuse it, with your reason.")


@transaction.atomic
def number(*, act_id: int, now: datetime) -> Act:
    """All have signed: the act takes its number in the internal register of the nearest office, last. Once; an act that
    somebody else signed in the place of a person it names is refused instead.

    Raises:
        NoOffice: it is tried again.
    """
    act = locked(act_id)
    if act.state != State.SIGNING or act.entry_id is not None:
        return act
    assert act.folder is not None
    document = act.folder.documents.get(role=parapheur.Role.MAIN, withdrawn_at=None)
    wrong = wrongly_signed(act, document)
    if wrong:
        end(act, State.REFUSED, wrong, organisations.SYSTEM, now)
        return act
    last = turns(act)[-1]
    assert last.person_id is not None
    assert last.decided_at is not None
    office = organisations.nearest_office(act.unit_id, now)
    if office is None:
        raise NoOffice
    actor = organisations.actor_for(last.person_id, now)
    told(act, "act.agreed", actor, now, signed=document.file.sha256)
    line = registers.register(
        office=registers.OfficeRef(office.id, office.code, calendars.zone(office.country)),
        kind=registers.Kind.INTERNAL,
        at=now,
        subject_kind=SUBJECT,
        subject_id=act.pk,
        content_digest=digest_of(act, document.file.sha256),
        actor=actor,
    )
    act.entry_id, act.reference, act.signed_at = line.entry_id, line.reference, last.decided_at
    act.save(update_fields=["entry", "reference", "signed_at"])
    return act


def digest_of(act: Act, sha256: str) -> bytes:
    content = {"title": act.title, "kind": act.kind, "subject": act.subject, "file": sha256}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).digest()


def turns(act: Act) -> list[circuits.Turn]:
    """What was decided of it in its last round, in order."""
    run = act.folder.run if act.folder else None
    if run is None:
        return []
    rows = run.turns.filter(round=run.round, state=circuits.TurnState.AGREED, person__isnull=False)
    return list(rows.order_by("order"))


def wrongly_signed(act: Act, document: parapheur.Document) -> str:
    """Why what was signed is not this act: another file, or another person in the place of one it names."""
    if document.given_id != act.paper_id:
        return _("What was signed is not the document that was prepared.")
    decided = {turn.step: turn.person_id for turn in turns(act)}
    for one in act.signers.exclude(person=None).select_related("person"):
        if decided.get(ways.step_key(one.position)) != one.person_id:
            return _("“%(name)s” has to sign in person; somebody else did in their place.") % {
                "name": one.person.name_ar if one.person else ""
            }
    return ""


@transaction.atomic
def attach(*, act_id: int, file_id: int, now: datetime) -> bool:
    """Join the sealed document to its act: it is signed from now on. False when it was."""
    act = locked(act_id)
    if act.state != State.SIGNING or act.entry_id is None:
        return False
    act.sealed = files.claim(file_id, purpose=KEPT, subject=str(act.pk), now=now)
    act.state, act.ended_at = State.SIGNED, now
    act.save(update_fields=["sealed", "state", "ended_at"])
    facts.tell(
        ActSigned(
            act_id=act.pk,
            kind=act.kind,
            subject=act.subject,
            administration_id=act.administration_id,
            reference=act.reference,
        )
    )
    told(act, "act.signed", organisations.SYSTEM, now, sealed=act.sealed.sha256, reference=act.reference)
    return True


@transaction.atomic
def came_back(*, act_id: int, now: datetime) -> bool:
    """A signer refused it, or its sender took it back in the parapheur: it ends there, since an act that was mended is
    another act. False when it had ended."""
    folder_of = Act.objects.values_list("folder_id", flat=True).get(pk=act_id)
    act = locked(act_id)
    if act.state not in OPEN or act.entry_id is not None or folder_of is None:
        return False
    assert act.folder is not None
    run = act.folder.run
    if run is None or run.state == circuits.RunState.RUNNING or run.state == circuits.RunState.DONE:
        return False
    said = last_word(run)
    state = State.REFUSED if said.verb == "refused" else State.WITHDRAWN
    actor = organisations.actor_for(said.person_id, now) if said.person_id else organisations.SYSTEM
    end(act, state, said.text.strip() or _("No reason was given."), actor, now)
    return True


def last_word(run: circuits.Run) -> circuits.Act:
    rows = circuits.Act.objects.filter(run=run, verb__in=["refused", "recalled", "abandoned", "lapsed", "passed"])
    return rows.order_by("-pk").first() or circuits.Act(run=run, verb="recalled", text="")


@transaction.atomic
def withdraw(*, actor: Actor, act_id: int, reason: str, now: datetime) -> Act:
    """Take an act out of the hands of its signers, as long as nobody has signed it.

    Raises:
        ReasonMissing, NotAllowed, TooLate, SignedInPart
    """
    if not reason.strip():
        raise ReasonMissing
    act = locked(act_id)
    if act.state not in OPEN or act.entry_id is not None:
        raise TooLate(title=act.title)
    if not policies.may_withdraw(actor, act):
        raise NotAllowed
    signed = [one for one in turns(act) if one.kind == Role.SIGNATURE]
    if signed or being_signed(act):
        raise SignedInPart
    end(act, State.WITHDRAWN, reason.strip(), actor, now)
    return act


def being_signed(act: Act) -> bool:
    rows = parapheur.Signature.objects.filter(document__folder=act.folder_id)
    return act.folder_id is not None and rows.exclude(state=parapheur.SignatureState.FAILED).exists()


def end(act: Act, state: State, reason: str, actor: Actor, now: datetime) -> None:
    """It will never be signed; its folder leaves the lists of its signers."""
    close_folder(act, reason, now)
    act.state, act.reason, act.ended_at = state, reason, now
    act.save(update_fields=["state", "reason", "ended_at"])
    facts.tell(ActRefused(act_id=act.pk, kind=act.kind, subject=act.subject, reason=reason))
    told(act, f"act.{state}", actor, now)


def close_folder(act: Act, reason: str, now: datetime) -> None:
    """Give its folder up in the parapheur, in the name of whoever sits where it was sent from."""
    run = act.folder.run if act.folder else None
    if run is None or run.state in (circuits.RunState.DONE, circuits.RunState.ABANDONED):
        return
    for person_id in sitting(run.author_post_id, now):
        author = organisations.actor_for(person_id, now)
        if sits(author, run.author_post_id):
            parapheur.abandon(actor=author, folder_id=act.folder_id or 0, text=reason, now=now)
            return


def sitting(post_id: int, now: datetime) -> list[int]:
    card = organisations.post_cards([post_id], now).get(post_id)
    return [person for person, *_names in (*card.holders, *card.interims)] if card else []


def locked(act_id: int) -> Act:
    """The act, after its folder: an act is locked behind what it follows, always in this order."""
    Act.objects.locked().get(pk=act_id)
    return Act.objects.select_related("unit", "folder__run", "administration").get(pk=act_id)
