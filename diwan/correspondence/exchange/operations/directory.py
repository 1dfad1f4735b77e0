"""The directory of bodies: ours is published, sealed, when it changes; those of the instances we trust are read."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.db import transaction

from diwan.core.journal import api as journal
from diwan.engines.signing import api as signing
from diwan.kit.refusals import Refusal

from .. import protocol
from ..enums import PeerState
from ..models import Body, Instance, Publication
from ..queries import ours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FIELDS = ("name_ar", "name_fr", "name_en", "name_zgh", "country", "since", "until", "successor")


class NotTheirDirectory(Refusal):
    """What the address answered is no directory of that instance; the text is shown to the operator as it is."""

    message = "%(why)s"
    status = 502


@transaction.atomic
def publish(*, now: datetime) -> Publication | None:
    """Seal our directory anew if our bodies changed; None when they did not."""
    last = Publication.objects.select_for_update().order_by("-version").first()
    bodies = ours.lines(now)
    listed = protocol.canonical([protocol.written(one) for one in bodies]).decode()
    root = signing.root_certificate_pem().decode()
    if last and (last.bodies_digest, last.realm) == (protocol.digest(listed + root), ours.realm()):
        return None
    version = last.version + 1 if last else 1
    directory = protocol.Directory(realm=ours.realm(), version=version, made_at=now, root=root, bodies=bodies)
    document = protocol.document("directory", directory)
    return Publication.objects.create(
        version=version,
        realm=ours.realm(),
        bodies_digest=protocol.digest(listed + root),
        document=document,
        seal=signing.seal_detached(document.encode(), administration_code=ours.INSTANCE),
        made_at=now,
    )


@transaction.atomic
def read(*, instance_id: int, sealed: protocol.Sealed, etag: str = "", now: datetime) -> int:
    """Take over the directory of a trusted instance; how many bodies changed. What changed is kept as it was, dated.

    Raises:
        NotTheirDirectory: sealed by somebody else, older than the one we have, of another realm.
        protocol.Malformed
    """
    row = Instance.objects.select_for_update(no_key=True).get(pk=instance_id)
    if row.state != PeerState.TRUSTED:
        return 0
    directory = checked(sealed, root=row.root)
    if directory.realm != row.realm:
        raise NotTheirDirectory(why=f"a directory of {directory.realm}")
    if directory.version < row.directory_version:
        raise NotTheirDirectory(why=f"version {directory.version}, older than {row.directory_version}")
    changed = _take(row, directory.bodies, now)
    row.directory_version, row.directory_etag, row.fetched_at = directory.version, etag[:80], now
    row.save(update_fields=["directory_version", "directory_etag", "fetched_at"])
    if changed:
        journal.append(
            chain=f"exchange:{row.pk}",
            kind="exchange.directory",
            at=now,
            actor_id=None,
            subject=f"instance:{row.pk}",
            facts={"version": directory.version, "changed": changed, "document": protocol.digest(sealed.document)},
        )
    return changed


def checked(sealed: protocol.Sealed, *, root: str) -> protocol.Directory:
    """A directory, sealed by the instance that this root certificate (PEM) stands above.

    Raises:
        NotTheirDirectory, protocol.Malformed
    """
    try:
        sealer = signing.verify_detached(sealed.document.encode(), sealed.seal, root=root)
    except signing.NotGenuine as error:
        raise NotTheirDirectory(why=str(error)) from None
    if sealer.organisation != ours.INSTANCE:
        raise NotTheirDirectory(why="sealed by an administration, not by the instance")
    return protocol.read_directory(sealed.document)


def as_answer(row: Publication) -> dict[str, str]:
    return {"document": row.document, "seal": base64.b64encode(bytes(row.seal)).decode()}


def _take(instance: Instance, lines: Iterable[protocol.BodyLine], now: datetime) -> int:
    known = {body.code: body for body in Body.objects.known().filter(instance=instance)}
    fresh, over = [], []
    for line in lines:
        row = Body(instance=instance, code=line.code, known_from=now, **_said(line))
        before = known.pop(line.code, None)
        if before and all(getattr(before, name) == getattr(row, name) for name in FIELDS):
            continue
        if before:
            over.append(before.pk)
        row.search_text = f"{row.searchable} {row.code.lower()}"
        fresh.append(row)
    over += [body.pk for body in known.values()]
    Body.objects.filter(pk__in=over).update(known_until=now)
    Body.objects.bulk_create(fresh, batch_size=2000)
    return len(fresh) + len(known)


def _said(line: protocol.BodyLine) -> dict[str, Any]:
    names = {f"name_{language}": line.names.get(language, "") for language in ("ar", "fr", "en", "zgh")}
    return {**names, "country": line.country, "since": line.since, "until": line.until, "successor": line.successor}
