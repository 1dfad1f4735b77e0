"""A letter comes from another instance: announced by a sealed manifest, its files one by one, then taken over.

Every step may come twice, late or never; the manifest and the fingerprints say what is right. Only a message whose
files are all here and whole is laid before the registry, and what is said about that is sealed in the same transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.delivery import api as delivery
from diwan.engines.signing import api as signing
from diwan.kit import failpoints
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from .. import protocol
from ..enums import CHANNEL, Reason, Stage
from ..models import IncomingFile, IncomingMessage, Instance, News
from ..queries import ours
from . import peers

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from diwan.core.organisations.api import BodyCard

FILE = "exchange.file"  # why files are kept that came before their letter was taken over
OF_SENDER = frozenset(
    {delivery.Event.SUBMISSION_ACCEPTANCE, delivery.Event.RELAY_FAILURE, delivery.Event.CONTENT_HANDOVER_FAILURE}
)
MOST_OPEN = 2000  # messages of one instance that were announced and not ended


class NotSealedBySender(Refusal):
    message = _("The manifest is not sealed by the administration that it names as sender: %(why)s.")
    status = 403


class OtherContent(Refusal):
    message = _("Another content came before under the same message. What came first stands.")


class NotForUs(Refusal):
    message = _("This message is not addressed to a body of this instance.")
    status = 421


class NoSuchMessage(Refusal):
    message = _("This message was not announced.")
    status = 404


class StillMissing(Refusal):
    message = _("Not every file has come yet.")


class TooManyOpen(Refusal):
    message = _("Too many messages were announced and not ended.")
    status = 429


# --- announced -----------------------------------------------------------------------------------------------------


def announce(
    *,
    instance: Instance,
    message_id: uuid.UUID,
    sealed: protocol.Sealed,
    evidence: list[protocol.Sealed],
    now: datetime,
) -> IncomingMessage:
    """Take note of a message; the same one again is the same one, as it stands now.

    Raises:
        protocol.Malformed, NotSealedBySender, OtherContent, NotForUs, TooManyOpen
    """
    digest = protocol.digest(sealed.document)
    if known := _known(instance, message_id, digest):
        return _asked_again(known, evidence, now)
    manifest = protocol.read_manifest(sealed.document)
    if manifest.message_id != message_id:
        raise protocol.Malformed(what="message_id")
    _demand_sender(instance, manifest, sealed, now)
    lines = protocol.read_content(manifest.content)
    if ours.realm_of(manifest.receiver) != ours.realm():
        raise NotForUs
    if IncomingMessage.objects.filter(instance=instance, stage=Stage.OPEN).count() >= MOST_OPEN:
        raise TooManyOpen
    if not all(_may_say(instance, manifest, one) for one in evidence):
        raise protocol.Malformed(what="evidence")  # broken on the way: it comes whole with the next try, or is lost
    body, why = _receiver(manifest, lines, now)
    asked_back = next((one for one in evidence if protocol.asks_back(one)), None)
    words: Any = why.label if why else ""
    if asked_back and why is None:
        why, words = Reason.WITHDRAWN, protocol.words_of(asked_back)
    row = IncomingMessage(
        instance=instance,
        message_id=message_id,
        sender=manifest.sender,
        receiver=manifest.receiver,
        office_id=body.office_id if body else None,
        manifest=sealed.document,
        seal=sealed.seal,
        evidence=[one.as_json() for one in evidence],
        digest=digest,
        opened_at=now,
    )
    try:
        with acknowledged():
            if why:
                _refuse(row, why, words, now)
            else:
                row.save()
                IncomingFile.objects.bulk_create(
                    IncomingFile(message=row, position=n, sha256=line.sha256, size=line.size, name=line.name)
                    for n, line in enumerate(lines, 1)
                )
            failpoints.reach("exchange.announced")
    except IntegrityError:  # the same announcement came twice at this moment
        if known := _known(instance, message_id, digest):
            return known
        raise
    return row


def _asked_again(known: IncomingMessage, evidence: list[protocol.Sealed], now: datetime) -> IncomingMessage:
    """A message that was announced before, as it stands; its sender may ask for it back now."""
    asking = [one for one in evidence if protocol.asks_back(one)]
    if asking and known.manifest and all(told_more(message=known, sealed=one, now=now) for one in asking):
        known.refresh_from_db()
    return known


def _known(instance: Instance, message_id: uuid.UUID, digest: str) -> IncomingMessage | None:
    row = IncomingMessage.objects.filter(instance=instance, message_id=message_id).first()
    if row is not None and row.digest != digest:
        raise OtherContent
    return row


def _demand_sender(instance: Instance, manifest: protocol.Manifest, sealed: protocol.Sealed, now: datetime) -> None:
    """The seal must be that of the sending administration, under the root we pinned."""
    if ours.realm_of(manifest.sender) != instance.realm:
        raise NotSealedBySender(why="a body of another instance")
    try:
        sealer = signing.verify_detached(sealed.document.encode(), sealed.seal, root=instance.root)
    except signing.NotGenuine as error:
        raise NotSealedBySender(why=str(error)) from None
    if sealer.organisation != ours.administration_of(manifest.sender):
        raise NotSealedBySender(why=f"sealed by {sealer.organisation}")


def _receiver(
    manifest: protocol.Manifest, lines: tuple[protocol.FileLine, ...], now: datetime
) -> tuple[BodyCard | None, Reason | None]:
    """The body that receives it here, and why it is refused, if it is."""
    try:
        body = ours.received_by(manifest.receiver, now)
    except KeyError:
        return None, Reason.BODY_UNKNOWN
    if body is None:
        return None, Reason.BODY_ABOLISHED
    if len(lines) > settings.DIWAN_FILES_PER_THING:
        return body, Reason.TOO_MANY_FILES
    if any(line.size > settings.DIWAN_FILE_SIZE for line in lines):
        return body, Reason.TOO_LARGE
    return body, None


def told_more(*, message: IncomingMessage, sealed: protocol.Sealed, now: datetime) -> bool:
    """Keep what the sender's end sealed about a message since it was announced; False for what it may not say."""
    with acknowledged():
        row = _locked(message)
        if not row.manifest or not _may_say(row.instance, protocol.read_manifest(row.manifest), sealed):
            return False
        if row.arrival_id:
            proof = delivery.Proof(sealed.document, sealed.seal)
            delivery.told_more(message_id=row.message_id, proofs=(proof,), now=now)
        elif all(sealed.document != one["document"] for one in row.evidence):
            row.evidence.append(sealed.as_json())
            row.save(update_fields=["evidence"])
            if row.stage == Stage.OPEN and protocol.asks_back(sealed):
                files.release_all(purpose=FILE, subject=str(row.pk))
                _refuse(row, Reason.WITHDRAWN, protocol.words_of(sealed), now)
        return True


# --- taken over, or refused ----------------------------------------------------------------------------------------


def commit(*, message: IncomingMessage, now: datetime) -> IncomingMessage:
    """Lay a message before the registry it is for, once all its files are here. Done once, whatever is repeated.

    Raises:
        StillMissing, OtherContent
    """
    with acknowledged():
        row = _locked(message)
        if row.stage != Stage.OPEN:
            return row
        rows = list(row.files.all())
        if any(one.file_id is None for one in rows):
            raise StillMissing
        manifest = protocol.read_manifest(row.manifest)
        proofs = tuple(_proof(one) for one in row.evidence)  # checked as they came
        coming = delivery.Coming(
            message_id=row.message_id,
            channel=CHANNEL,
            office_id=row.office_id or 0,
            envelope=manifest.content,
            sender_code=manifest.sender,
            sender_name=protocol.sender_name(manifest.content) or manifest.sender,
            pieces=tuple(one.file_id for one in rows if one.file_id),
            proofs=proofs,
            data={"instance": row.instance_id},
        )
        try:
            arrival, _new = delivery.arrive(coming, now=now)
        except delivery.AnotherContent:
            raise OtherContent from None
        except delivery.NoOffice:  # it closed since the announcement
            _refuse(row, Reason.BODY_ABOLISHED, Reason.BODY_ABOLISHED.label, now)
            return row
        row.stage, row.ended_at, row.arrival = Stage.ACCEPTED, now, arrival
        row.save(update_fields=["stage", "ended_at", "arrival"])
        said = arrival.evidence.filter(ours=True)
        News.objects.bulk_create(News(message=row, evidence=one, kept_at=now, pushed_at=now) for one in said)
        failpoints.reach("exchange.taken")
        return row


def refuse(*, message: IncomingMessage, reason: Reason, words: str, now: datetime) -> IncomingMessage:
    """Refuse a message for good, with evidence of it."""
    with acknowledged():
        row = _locked(message)
        if row.stage == Stage.OPEN:
            files.release_all(purpose=FILE, subject=str(row.pk))
            _refuse(row, reason, words, now)
        return row


def _refuse(row: IncomingMessage, reason: Reason, words: Any, now: datetime) -> None:
    """Bring it to its end, and seal why: by the administration it is for, else by the instance itself."""
    with translation.override(None):
        words = str(words)
    manifest = protocol.read_manifest(row.manifest)
    office = organisations.office_card(row.office_id, now) if row.office_id else None
    issuer = delivery.issuer_of(office) if office else delivery.Issuer(code=ours.INSTANCE, name={}, office={})
    _uid, document, seal = delivery.made(
        message_id=row.message_id,
        envelope=manifest.content,
        channel=CHANNEL,
        happened=delivery.Happened(
            delivery.Event.RELAY_REJECTION, WHY[reason], words[:500], detail={"exchange": str(reason)}
        ),
        issuer=issuer,
        at=now,
    )
    row.stage, row.ended_at, row.refusal = Stage.REFUSED, now, reason
    row.proof = protocol.Sealed(document, seal).as_json()
    row.save()
    peers.note_refused(row.instance, str(reason), now, message=str(row.message_id), document=protocol.digest(document))


WHY = {
    Reason.BODY_UNKNOWN: delivery.Why.NO_OFFICE,
    Reason.BODY_ABOLISHED: delivery.Why.NO_OFFICE,
    Reason.TOO_LARGE: delivery.Why.INCOMPLETE,
    Reason.TOO_MANY_FILES: delivery.Why.INCOMPLETE,
    Reason.FILE_REFUSED: delivery.Why.INCOMPLETE,
    Reason.WITHDRAWN: delivery.Why.WITHDRAWN,
}


def _locked(message: IncomingMessage) -> IncomingMessage:
    rows = IncomingMessage.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("instance").get(pk=message.pk)


def _proof(said: dict[str, str]) -> delivery.Proof:
    sealed = protocol.read_sealed(said)
    return delivery.Proof(sealed.document, sealed.seal)


def _may_say(instance: Instance, manifest: protocol.Manifest, sealed: protocol.Sealed) -> bool:
    """The sending administration, under the root we pinned, tells of its own end and of this message: what happened
    here nobody tells but us."""
    try:
        sealer = signing.verify_detached(sealed.document.encode(), sealed.seal, root=instance.root)
        said = protocol.loaded(sealed.document)
    except (signing.NotGenuine, protocol.Malformed):
        return False
    return (
        sealer.organisation == ours.administration_of(manifest.sender)
        and said.get("message") == str(manifest.message_id)
        and said.get("content_sha256") == protocol.digest(manifest.content)
        and str(said.get("event", "")).rpartition("/")[2] in OF_SENDER
    )
