"""One proof of presence, over the exact list that was shown: from here on these signatures are owed.

No key is used in this transaction; a job makes the signatures (making.py) and writes beside each what became of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from diwan.core.facts import api as facts
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed, Refusal
from diwan.kit.transactions import acknowledged

from ..enums import SUBJECT, Role, SignatureState
from ..events import SignaturesOwed
from ..fingerprints import digest_of_list
from ..models import Authorisation, Folder, Signature
from ..queries.levels import level_asked, suffices
from .deciding import demand_read
from .locking import BeingSigned, demand_as_shown, locked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from diwan.core.organisations.api import Actor
    from diwan.engines.circuits.api import Turn

    from ..models import Document

MOST = 1000


class NothingChosen(Refusal):
    message = _("No folder was chosen, so nothing was signed.")
    status = 422


class TooMany(Refusal):
    message = _("At most %(limit)s folders are signed with one proof of presence.")
    status = 413


class NotTheList(Refusal):
    message = _("What you proved your presence for is not this list. Nothing was signed.")
    advice = _("Open the list again and sign it anew.")


class NoKey(Refusal):
    message = _("You have no such key to sign with. Nothing was signed.")
    advice = _("Open “My signature” to ask for a certificate or to bring your own key.")


class KeyTooWeak(Refusal):
    message = _("“%(title)s” asks for a signature of the level “%(level)s”; the key you chose is below it.")
    advice = _("Choose another key, or take this document out of the list. Nothing was signed.")


class NotASignature(Refusal):
    message = _("“%(title)s” does not await your signature any more. Nothing was signed.")
    advice = _("Take it out of the list, then sign the others.")


def authorise(
    *, actor: Actor, lines: Sequence[tuple[int, str]], proof: str, digest: str, key: str, now: datetime
) -> Authorisation:
    """Owe the signatures of these turns, all or none: each on the files that were shown, by the title held now.

    `lines` are (turn, fingerprint shown), in the order of the list whose `digest` was proved.

    Raises:
        NothingChosen, TooMany, NotTheList, NoKey, KeyTooWeak, NotASignature, NotAllowed, Changed, NotReadWhole,
            BeingSigned
    """
    if actor.person_id is None:
        raise NotAllowed
    if not lines:
        raise NothingChosen
    if len(lines) > MOST:
        raise TooMany(limit=MOST)
    if digest_of_list(lines) != digest or len({turn for turn, _shown in lines}) != len(lines):
        raise NotTheList
    with acknowledged():
        shown = dict(lines)
        rows = circuits.Turn.objects.select_related("run__version", "run__unit", "run__type")
        turns = {row.pk: row for row in rows.filter(pk__in=shown, run__subject_kind=SUBJECT)}
        if len(turns) != len(shown):
            raise NotAllowed
        # In the order of their keys, whatever that of the list: two batches that share some never wait in a circle.
        in_order = sorted(turns.values(), key=lambda turn: turn.run.subject_id)
        folders = {turn.pk: locked(turn.run.subject_id) for turn in in_order}
        demand_key(actor, key, in_order, folders, now)
        titles = circuits.titles_for(actor, in_order, now)
        row = Authorisation.objects.create(person_id=actor.person_id, proof=proof, key=key, digest=digest, at=now)
        owed = [one for turn in in_order for one in owed_by(row, folders[turn.pk], turn, titles, shown[turn.pk], actor)]
        Signature.objects.bulk_create(owed)
        facts.tell(SignaturesOwed(authorisation_id=row.pk))
        failpoints.reach("parapheur.authorised")
        return row


def demand_key(actor: Actor, key: str, turns: Sequence[Turn], folders: dict[int, Folder], now: datetime) -> None:
    """The key is theirs, can sign now, and is worth what each document asks.

    Raises:
        NoKey, KeyTooWeak
    """
    assert actor.person_id is not None
    card = next((one for one in signing.keys_of(actor.person_id, now) if one.key == key and one.usable), None)
    if card is None:
        raise NoKey
    for turn in turns:
        asked = level_asked(turn)
        if not suffices(card.level, asked):
            raise KeyTooWeak(title=folders[turn.pk].title, level=asked.label)


def owed_by(
    authorisation: Authorisation, folder: Folder, turn: Turn, titles: dict, shown: str, actor: Actor
) -> list[Signature]:
    """One for each document of the folder that has no signature of this turn yet."""
    turn.refresh_from_db(fields=["state"])
    if turn.state != circuits.TurnState.OPEN or turn.kind != circuits.Kind.SIGNATURE:
        raise NotASignature(title=folder.title)
    if turn.pk not in titles:
        raise NotAllowed
    documents = demand_as_shown(folder, shown)
    demand_read(folder, turn, documents, actor)
    taken = dict(turn_signatures(turn))
    if SignatureState.WAITING in taken.values():
        raise BeingSigned
    return [
        Signature(authorisation=authorisation, turn=turn, document=one, before_id=one.file_id)
        for one in to_sign(documents)
        if one.pk not in taken
    ]


def turn_signatures(turn: Turn) -> list[tuple[int, str]]:
    """The documents this turn signed or is signing, with the state of it."""
    rows = Signature.objects.filter(turn=turn).exclude(state=SignatureState.FAILED)
    return list(rows.values_list("document_id", "state"))


def to_sign(documents: Sequence[Document]) -> list[Document]:
    return [one for one in documents if one.role == Role.MAIN]
