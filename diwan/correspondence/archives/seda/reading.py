"""Plain values from a manifest, of version 2.0 to 2.3 of the standard, ours or others'.

What we do not know is left aside; what contradicts itself is refused. Nothing outside the manifest is looked at: it may
not declare entities.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from .model import Appraisal, Binary, Described, Event, Transfer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = re.compile(r"\{fr:gouv:culture:archivesdefrance:seda:v2\.[0-3]\}ArchiveTransfer")
DEEPEST = 30  # levels of description
AGENT = ("Corpname", "FullName", "BirthName", "FirstName")


class BadManifest(ValueError):
    """The manifest cannot be read; the argument says why, in English, for the log."""


def read(content: bytes) -> Transfer:
    """The package that a manifest describes.

    Raises:
        BadManifest: not XML in UTF-8, not a transfer of this standard, or it contradicts itself.
    """
    root = parsed(content)
    if not ROOT.fullmatch(root.tag):
        raise BadManifest("not an ArchiveTransfer of SEDA 2.0 to 2.3")
    package = child(root, "DataObjectPackage")
    if package is None:
        raise BadManifest("no DataObjectPackage")
    binaries, groups = read_binaries(package)
    described = child(package, "DescriptiveMetadata")
    management = child(package, "ManagementMetadata")
    top = every(described, "ArchiveUnit") if described is not None else []
    units = tuple(read_unit(one, binaries, groups, 1) for one in top)
    identifier = text(root, "MessageIdentifier")
    if not identifier:
        raise BadManifest("no MessageIdentifier")
    return Transfer(
        identifier=identifier,
        at=moment(text(root, "Date")) or datetime.min.replace(tzinfo=UTC),
        title=text(root, "Comment"),
        transferring_agency=agency(root, "TransferringAgency"),
        archival_agency=agency(root, "ArchivalAgency"),
        originating_agency=text(management, "OriginatingAgencyIdentifier") if management is not None else "",
        units=units,
        agreement=text(root, "ArchivalAgreement"),
    )


def parsed(content: bytes) -> ET.Element:
    """The tree, when nothing in it can grow or reach out (entities, document types)."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadManifest("not UTF-8") from error
    if "<!DOCTYPE" in words or "<!ENTITY" in words:
        raise BadManifest("declares a document type or entities")
    try:
        return ET.fromstring(words.encode())  # noqa: S314  no entity is left to expand
    except (ET.ParseError, ValueError) as error:
        raise BadManifest(str(error)) from error


def read_binaries(package: ET.Element) -> tuple[dict[str, Binary], dict[str, list[str]]]:
    """The files by key, and the keys of each group; a file outside any group is its own."""
    binaries: dict[str, Binary] = {}
    groups: dict[str, list[str]] = {}
    for above in (package, *every(package, "DataObjectGroup")):
        for one in every(above, "BinaryDataObject"):
            binary = read_binary(one)
            if binary.id in binaries:
                raise BadManifest(f"two files have the key {binary.id}")
            binaries[binary.id] = binary
            group = above.get("id") or text(one, "DataObjectGroupId") or text(one, "DataObjectGroupReferenceId")
            groups.setdefault(group or binary.id, []).append(binary.id)
    return binaries, groups


def read_binary(one: ET.Element) -> Binary:
    digest, info, format_ = (child(one, name) for name in ("MessageDigest", "FileInfo", "FormatIdentification"))
    size = text(one, "Size")
    return Binary(
        id=one.get("id", ""),
        name=(text(info, "Filename") if info is not None else "") or text(one, "Uri").rpartition("/")[2],
        media_type=text(format_, "MimeType") if format_ is not None else "",
        sha256=(digest.text or "").strip().lower() if digest is not None and is_sha256(digest) else "",
        size=int(size) if size.isascii() and size.isdigit() else 0,
        version=text(one, "DataObjectVersion"),
    )


def uris(content: bytes) -> dict[str, str]:
    """Where each file is in the package, by its key."""
    return {one.get("id", ""): text(one, "Uri") for one in parsed(content).iter() if local(one) == "BinaryDataObject"}


def digests(content: bytes) -> dict[str, tuple[str, str]]:
    """The algorithm and the fingerprint of each file, by its key, whatever the algorithm."""
    found = {}
    for one in parsed(content).iter():
        if local(one) == "BinaryDataObject" and (digest := child(one, "MessageDigest")) is not None:
            found[one.get("id", "")] = (digest.get("algorithm", ""), (digest.text or "").strip())
    return found


def is_sha256(digest: ET.Element) -> bool:
    algorithm = digest.get("algorithm", "").lower().replace("-", "")
    return algorithm.endswith("sha256") and bool(re.fullmatch("[0-9a-fA-F]{64}", (digest.text or "").strip()))


def read_unit(one: ET.Element, binaries: dict[str, Binary], groups: dict[str, list[str]], depth: int) -> Described:
    if depth > DEEPEST:
        raise BadManifest("too many levels")
    content = child(one, "Content")
    if content is None:
        raise BadManifest(f"unit {one.get('id')} has no content")
    return Described(
        id=one.get("id", ""),
        level=text(content, "DescriptionLevel"),
        title=text(content, "Title"),
        reference=text(content, "OriginatingAgencyArchiveUnitIdentifier"),
        plan_position=text(content, "FilePlanPosition"),
        description=text(content, "Description"),
        document_type=text(content, "DocumentType"),
        language=text(content, "Language"),
        senders=agents(content, "Sender") or agents(content, "Writer"),
        addressees=agents(content, "Addressee"),
        recipients=agents(content, "Recipient"),
        sent_on=day(text(content, "SentDate")),
        received_on=day(text(content, "ReceivedDate")),
        registered_at=moment(text(content, "RegisteredDate")),
        starts_on=day(text(content, "StartDate")),
        ends_on=day(text(content, "EndDate")),
        events=tuple(read_events(content)),
        appraisal=read_appraisal(one),
        files=tuple(read_files(one, binaries, groups)),
        units=tuple(read_unit(below, binaries, groups, depth + 1) for below in every(one, "ArchiveUnit")),
    )


def read_files(one: ET.Element, binaries: dict[str, Binary], groups: dict[str, list[str]]) -> Iterator[Binary]:
    for reference in every(one, "DataObjectReference"):
        group, single = text(reference, "DataObjectGroupReferenceId"), text(reference, "DataObjectReferenceId")
        keys = groups.get(group, []) if group else [single]
        for key in keys:
            if key not in binaries:
                raise BadManifest(f"unit {one.get('id')} names a file that is not there")
            yield binaries[key]


def read_events(content: ET.Element) -> Iterator[Event]:
    for one in every(content, "Event"):
        at = moment(text(one, "EventDateTime"))
        if at is not None:
            yield Event(text(one, "EventTypeCode") or text(one, "EventType"), at, text(one, "EventDetail"))


def read_appraisal(one: ET.Element) -> Appraisal | None:
    management = child(one, "Management")
    rule = child(management, "AppraisalRule") if management is not None else None
    if rule is None:
        return None
    return Appraisal(text(rule, "Rule"), text(rule, "FinalAction"), day(text(rule, "StartDate")))


def agents(content: ET.Element, name: str) -> tuple[str, ...]:
    named = (next(filter(None, (text(one, part) for part in AGENT)), "") for one in every(content, name))
    return tuple(filter(None, named))


def agency(root: ET.Element, name: str) -> str:
    one = child(root, name)
    return text(one, "Identifier") if one is not None else ""


def day(words: str) -> date | None:
    """A day, or the day of a moment; what is coarser (a year) is left aside."""
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        return None


def moment(words: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def local(one: ET.Element) -> str:
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""


def every(above: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in above if local(one) == name]


def child(above: ET.Element | None, name: str) -> ET.Element | None:
    return next(iter(every(above, name)), None) if above is not None else None


def text(above: ET.Element | None, name: str) -> str:
    one = child(above, name)
    return (one.text or "").strip() if one is not None else ""
