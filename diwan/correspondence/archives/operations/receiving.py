"""A package made by another instance, or another system, is taken in: checked whole, then kept as it was described."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from diwan.core.files import api as files
from diwan.engines.signing import api as signing
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import acknowledged

from ..enums import UnitLevel, Way
from ..models import OBJECT, ArchiveObject, ArchiveUnit, Package
from ..seda import zipping
from ..seda.reading import BadManifest
from .packing import walk
from .scheduling import demand, record

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from ..seda.model import Described


class PackageRefused(Refusal):
    message = _("This package cannot be taken in: %(why)s. Nothing was kept.")
    status = 422


class ReceivedAlready(Refusal):
    message = _("This package was received already: %(identifier)s. Nothing was kept twice.")


def receive(*, actor: Actor, administration_id: int, stream: IO[bytes], now: datetime) -> Package:
    """Take in a package (SEDA 2.0 to 2.3): every file is there and is what the manifest says, or nothing is kept.

    A file that we would refuse from anybody (a program, a virus) refuses the package.

    Raises:
        NotAllowed, PackageRefused, ReceivedAlready
        files.DiskFull, files.ScannerUnavailable
    """
    demand(actor, administration_id)
    try:
        with zipping.unpack(stream) as received, acknowledged():  # type: ignore[arg-type]
            return _keep(actor, administration_id, received, now)
    except BadManifest as error:
        raise PackageRefused(why=str(error)) from error
    except (files.TypeNotAccepted, files.ProgramInside, files.FileDamaged, files.VirusFound, files.FileSwells) as error:
        raise PackageRefused(why=str(error)) from error


def _keep(actor: Actor, administration_id: int, received: zipping.Received, now: datetime) -> Package:
    transfer = received.transfer
    if Package.objects.filter(
        administration=administration_id, way=Way.IN, identifier=transfer.identifier[:120]
    ).exists():
        raise ReceivedAlready(identifier=transfer.identifier)
    row = Package.objects.create(
        administration_id=administration_id,
        way=Way.IN,
        identifier=transfer.identifier[:120],
        title=transfer.title[:300] or transfer.identifier[:120],
        transferring_agency=transfer.transferring_agency[:200],
        digest=received.digest,
        at=now,
        by_id=actor.person_id,
        units=sum(1 for _unit in walk(transfer.units)),
        objects_count=len(transfer.files()),
    )
    for unit in transfer.units:
        _keep_unit(row, None, unit, received, now)
    facts: dict[str, Any] = {"digest": received.digest, "identifier": transfer.identifier}
    record(administration_id, "archives.received", f"package:{row.pk}", actor, now, **facts)
    return row


def _keep_unit(
    package: Package, parent: ArchiveUnit | None, unit: Described, received: zipping.Received, now: datetime
) -> None:
    last = ArchiveUnit.objects.filter(package=package).aggregate(last=Max("position"))["last"] or 0
    row = ArchiveUnit.objects.create(
        package=package,
        parent=parent,
        position=last + 1,
        level=unit.level if unit.level in UnitLevel.values else UnitLevel.OTHER,
        title=unit.title,
        reference=unit.reference[:120],
        starts_on=unit.starts_on or unit.sent_on,
        ends_on=unit.ends_on,
        facts=facts_of(unit),
    )
    for position, binary in enumerate(unit.files, 1):
        with received.open(binary) as source:
            # What the archives of others hold in text formats is kept as text: shown, never run.
            plain = binary.media_type in PLAIN
            stored = files.store(source, name=f"{binary.name}.txt" if plain else binary.name, now=now)  # type: ignore[arg-type]
        files.claim(stored.pk, purpose=OBJECT, subject=f"{package.pk}/{row.position}", now=now)
        ArchiveObject.objects.create(
            unit=row,
            file=stored,
            name=binary.name[:255],
            version=binary.version[:60],
            verdict=verdict(stored),
            position=position,
        )
    for below in unit.units:
        _keep_unit(package, row, below, received, now)


PLAIN = {"application/json", "application/xml", "text/xml", "application/x-pem-file"}


def verdict(stored: files.StoredFile) -> str:
    """What the seal of a PDF is worth here; empty where it bears none."""
    if stored.media_type != "application/pdf":
        return ""
    with files.here(stored.pk) as path:
        report = signing.examine(path)
    return str(report.verdict) if report.signatures else ""


def facts_of(unit: Described) -> dict[str, Any]:
    """What a unit says of itself beside what has a column, as JSON primitives."""
    said: dict[str, Any] = {
        "plan_position": unit.plan_position,
        "description": unit.description,
        "document_type": unit.document_type,
        "language": unit.language,
        "senders": list(unit.senders),
        "addressees": list(unit.addressees),
        "recipients": list(unit.recipients),
        "received_on": unit.received_on.isoformat() if unit.received_on else "",
        "registered_at": unit.registered_at.isoformat() if unit.registered_at else "",
        "events": [{"code": event.code, "at": event.at.isoformat(), "detail": event.detail} for event in unit.events],
    }
    if unit.appraisal:
        said["appraisal"] = {"rule": unit.appraisal.rule, "final": unit.appraisal.final}
    return {name: value for name, value in said.items() if value}
