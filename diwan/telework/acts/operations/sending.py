"""What a job typeset goes to the signers, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.parapheur import api as parapheur

from .. import kinds, ways
from ..enums import KEPT, State
from ..models import Act
from .preparing import told

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor


class NobodyAnswers(RuntimeError):
    """Nobody sits in the post that prepared the act, nor above it: it waits until somebody does."""


@transaction.atomic
def send(*, act_id: int, file_id: int, pages: int, now: datetime) -> bool:
    """Join the typeset page to its act and put it before its first signer; False when that was done, or it was
    withdrawn meanwhile.

    Raises:
        NobodyAnswers: it is tried again.
    """
    act = Act.objects.locked().select_related("unit").get(pk=act_id)
    if act.state != State.PREPARING:
        return False
    signers = list(act.signers.all())
    kind, actor = kinds.kind_of(act.kind), author_of(act, now)
    act.paper = files.claim(file_id, purpose=KEPT, subject=str(act.pk), now=now)
    folder = parapheur.prepare(
        actor=actor,
        post_id=act.post_id,
        said=parapheur.Said(
            type=ways.type_for(act.administration_id, [one.role for one in signers], kind.level, now),
            title=act.title,
            chosen={ways.step_key(one.position): one.post_id for one in signers},
        ),
        main=[file_id],
        now=now,
    )
    document = folder.documents.get()
    parapheur.counted(document_id=document.pk, file_id=file_id, pages=pages, now=now)
    act.folder = parapheur.send(actor=actor, folder_id=folder.pk, now=now)
    act.state = State.SIGNING
    act.save(update_fields=["paper", "folder", "state"])
    told(act, "act.sent", actor, now, paper=act.paper.sha256)
    return True


def author_of(act: Act, now: datetime) -> Actor:
    """Who sends it: whoever prepared it while they sit in that post, else whoever sits there now, else the head above.

    Raises:
        NobodyAnswers
    """
    if act.prepared_by_id is not None:
        actor = organisations.actor_for(act.prepared_by_id, now)
        if sits(actor, act.post_id):
            return actor
    for post_id in (act.post_id, organisations.head_over(act.unit_id, 0)):
        card = organisations.post_cards([post_id], now).get(post_id) if post_id else None
        for person_id, *_names in (*card.holders, *card.interims) if card else ():
            act.post_id = card.id  # type: ignore[union-attr]
            act.save(update_fields=["post"])
            return organisations.actor_for(person_id, now)
    raise NobodyAnswers(act.pk)


def sits(actor: Actor, post_id: int) -> bool:
    return any(one.post_id == post_id and one.basis != organisations.Basis.DELEGATION for one in actor.seats)
