"""A file by subject becomes a package: its letters, their pieces, and all that proves what was done to them."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import Fate, UnitLevel, Way
from ..models import Package
from ..queries.due import rules_by_class
from ..seda.model import Appraisal, Binary, Described, Event, Transfer
from .scheduling import demand, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from diwan.core.organisations.api import Actor


MASTER = "BinaryMaster_1"


class StillOpen(Refusal):
    message = _("This file is still open: close it first. Nothing was made.")


class NotAllRead(Refusal):
    message = _("This file holds letters that you may not read. Nothing was made.")
    advice = _("Ask somebody who may open the confidential mail of the registry office.")
    status = 403


# What a rule is called in a manifest: after its years, as archive services name theirs.
FINAL = {Fate.DESTROY: "Destroy", Fate.KEEP: "Keep", Fate.SAMPLE: "Keep"}
NAMES = {
    "incoming": _("Incoming letter"),
    "outgoing": _("Outgoing letter"),
    "internal": _("Internal letter"),
}


@dataclass
class Content:
    """A transfer in the making, and where the bytes of each of its files are."""

    sources: dict[str, Callable[[], BinaryIO]] = field(default_factory=dict)

    def stored(self, file: files.StoredFile, name: str, version: str) -> Binary:
        binary = Binary(self.key(), name, file.media_type, file.sha256, file.size, version)
        self.sources[binary.id] = partial(files.open_file, file.pk)
        return binary

    def written(self, name: str, content: bytes, version: str) -> Binary:
        digest = hashlib.sha256(content).hexdigest()
        binary = Binary(self.key(), name, "application/json", digest, len(content), version)
        self.sources[binary.id] = partial(io.BytesIO, content)
        return binary

    def key(self) -> str:
        return f"B{len(self.sources) + 1}"

    def open(self, binary: Binary) -> BinaryIO:
        return self.sources[binary.id]()


def transfer_of(*, actor: Actor, dossier_id: int, at: datetime) -> tuple[Transfer, Content]:
    """What would be handed over of a closed file, made the same each time for the same `at`.

    Raises:
        NotAllowed: the actor does not keep these archives.
        StillOpen: the file is not closed.
        NotAllRead: a letter of it is above what the actor may read.
    """
    dossier = letters.Dossier.objects.select_related("plan_class").get(pk=dossier_id)
    demand(actor, dossier.administration_id)
    if dossier.closed_on is None:
        raise StillOpen
    rows = letters.Letter.objects.filter(dossier=dossier, erased_at=None)
    seen = rows.visible_to(actor).select_related("plan_class", "entry__book", "office__unit", "administration")
    found = list(seen.prefetch_related("parties", "pieces__file", "acts").order_by("registered_at", "pk"))
    if len(found) != rows.count():
        raise NotAllRead
    content, code = Content(), organisations.root_unit(dossier.administration_id).administration.code
    rule = rules_by_class(dossier.administration_id).get(dossier.plan_class_id)
    unit = Described(
        id="U1",
        level=UnitLevel.FILE,
        title=dossier.title,
        reference=dossier.code,
        plan_position=dossier.plan_class.code,
        starts_on=dossier.opened_on,
        ends_on=dossier.closed_on,
        appraisal=Appraisal(f"DUA-{rule.years}", FINAL[Fate(rule.fate)], dossier.closed_on) if rule else None,
        units=tuple(described(letter, f"U1-{n}", content) for n, letter in enumerate(found, 1)),
    )
    transfer = Transfer(
        identifier=f"{code}:{dossier.code}:{at:%Y%m%dT%H%M%SZ}",
        at=at,
        title=str(dossier),
        transferring_agency=code,
        archival_agency=code,
        originating_agency=code,
        units=(unit,),
    )
    return transfer, content


def described(letter: letters.Letter, key: str, content: Content) -> Described:
    """A letter, with one unit for each piece and one for what proves its story."""
    parties = list(letter.parties.all())

    def named(*roles: str) -> tuple[str, ...]:
        return tuple(party.name for party in parties if party.role in roles)

    pieces = tuple(
        Described(
            id=f"{key}-{n}",
            level=UnitLevel.OTHER,
            title=piece.label or piece.file.name,
            document_type=str(piece.get_role_display()),
            files=(content.stored(piece.file, piece.file.name, MASTER),),
        )
        for n, piece in enumerate(letter.pieces.all(), 1)
    )
    return Described(
        id=key,
        level=UnitLevel.ITEM,
        title=letter.subject,
        reference=letter.reference,
        plan_position=letter.plan_class.code if letter.plan_class else "",
        description=letter.body,
        document_type=str(NAMES[letter.kind]),
        language=letter.language,
        senders=named(letters.PartyRole.SENDER),
        addressees=named(letters.PartyRole.ADDRESSEE),
        recipients=named(letters.PartyRole.COPY),
        sent_on=letter.dated_on,
        received_on=letter.received_on,
        registered_at=letter.registered_at,
        ends_on=letter.closed_at.date() if letter.closed_at else None,
        events=tuple(Event(act.kind, act.at) for act in letter.acts.all()),
        units=(*pieces, proofs(letter, f"{key}-P", content)),
    )


def proofs(letter: letters.Letter, key: str, content: Content) -> Described:
    """The sealed proofs as they are, and what each part of the system knows of the letter, as JSON."""
    titled = [(name, content.stored(file, name.replace("/", " "), MASTER)) for name, file in letters.files_of(letter)]
    for name, said in letters.documents_of(letter):
        titled.append((name, content.written(name.replace("/", " "), said, MASTER)))
    story = {"content": letter.content, "reference": letter.reference, "records": letters.facts_of(letter)}
    told = json.dumps(story, ensure_ascii=False, indent=1, sort_keys=True).encode()
    units = (
        Described(
            id=f"{key}-0",
            level=UnitLevel.OTHER,
            title="record.json",
            files=(content.written("record.json", told, MASTER),),
        ),
        *(
            Described(
                id=f"{key}-{n}",
                level=UnitLevel.OTHER,
                title=name,
                files=(binary,),
            )
            for n, (name, binary) in enumerate(titled, 1)
        ),
    )
    return Described(id=key, level=UnitLevel.OTHER, title=str(_("Proofs")), units=units)


def note(*, actor: Actor, dossier_id: int, transfer: Transfer, digest: str, now: datetime) -> Package:
    """Write down that a package was made, and that its letters were read."""
    with acknowledged():
        dossier = letters.Dossier.objects.get(pk=dossier_id)
        row, _made = Package.objects.update_or_create(
            administration_id=dossier.administration_id,
            way=Way.OUT,
            identifier=transfer.identifier,
            defaults={
                "title": transfer.title,
                "dossier": dossier,
                "transferring_agency": transfer.transferring_agency,
                "digest": digest,
                "at": now,
                "by_id": actor.person_id,
                "units": sum(1 for _unit in walk(transfer.units)),
                "objects_count": len(transfer.files()),
            },
        )
        for letter in letters.Letter.objects.filter(dossier=dossier, erased_at=None).select_related("administration"):
            letters.read(actor=actor, letter=letter, now=now, kind=letters.ReadingKind.EXPORTED)
        facts: dict[str, Any] = {"digest": digest, "identifier": transfer.identifier}
        record(dossier.administration_id, "archives.packed", f"package:{row.pk}", actor, now, **facts)
        return row


def walk(units: tuple[Described, ...]) -> Iterator[Described]:
    for unit in units:
        yield unit
        yield from walk(unit.units)
