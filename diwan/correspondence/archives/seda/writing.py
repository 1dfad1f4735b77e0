"""A manifest (`ArchiveTransfer`) from plain values. The order of elements is that of the schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from .model import NAMESPACE

if TYPE_CHECKING:
    from .model import Binary, Described, Event, Transfer

ET.register_namespace("", NAMESPACE)
CODE_LISTS = {
    "ReplyCodeListVersion": "ReplyCodeListVersion0",
    "MessageDigestAlgorithmCodeListVersion": "MessageDigestAlgorithmCodeListVersion0",
    "MimeTypeCodeListVersion": "MimeTypeCodeListVersion0",
    "FileFormatCodeListVersion": "FileFormatCodeListVersion0",
    "DataObjectVersionCodeListVersion": "DataObjectVersionCodeListVersion0",
    "AppraisalRuleCodeListVersion": "AppraisalRuleCodeListVersion0",
    "RelationshipCodeListVersion": "RelationshipCodeListVersion0",
}


def manifest(transfer: Transfer) -> bytes:
    """The manifest of a package, in UTF-8: the same values give the same bytes."""
    root = ET.Element(tag("ArchiveTransfer"))
    say(root, "Comment", transfer.title)
    say(root, "Date", moment(transfer.at))
    say(root, "MessageIdentifier", transfer.identifier)
    if transfer.agreement:
        say(root, "ArchivalAgreement", transfer.agreement)
    lists = add(root, "CodeListVersions")
    for name, version in CODE_LISTS.items():
        say(lists, name, version)
    package = add(root, "DataObjectPackage")
    for binary in transfer.files():
        group = add(package, "DataObjectGroup", id=f"G{binary.id}")
        write_binary(group, binary)
    described = add(package, "DescriptiveMetadata")
    for unit in transfer.units:
        write_unit(described, unit)
    management = add(package, "ManagementMetadata")
    say(management, "LegalStatus", "Public Archive")
    say(management, "OriginatingAgencyIdentifier", transfer.originating_agency)
    say(management, "SubmissionAgencyIdentifier", transfer.transferring_agency)
    say(add(root, "ArchivalAgency"), "Identifier", transfer.archival_agency)
    say(add(root, "TransferringAgency"), "Identifier", transfer.transferring_agency)
    ET.indent(root)
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def write_binary(group: ET.Element, binary: Binary) -> None:
    one = add(group, "BinaryDataObject", id=binary.id)
    say(one, "DataObjectVersion", binary.version)
    say(one, "Uri", binary.path)
    say(one, "MessageDigest", binary.sha256, algorithm="SHA-256")
    say(one, "Size", str(binary.size))
    say(add(one, "FormatIdentification"), "MimeType", binary.media_type)
    say(add(one, "FileInfo"), "Filename", binary.name)


def write_unit(above: ET.Element, unit: Described) -> None:
    one = add(above, "ArchiveUnit", id=unit.id)
    if unit.appraisal:
        rule = add(add(one, "Management"), "AppraisalRule")
        say(rule, "Rule", unit.appraisal.rule)
        if unit.appraisal.starts_on:
            say(rule, "StartDate", unit.appraisal.starts_on.isoformat())
        say(rule, "FinalAction", unit.appraisal.final)
    content = add(one, "Content")
    for name, value in (
        ("DescriptionLevel", unit.level),
        ("Title", unit.title),
        ("FilePlanPosition", unit.plan_position),
        ("OriginatingAgencyArchiveUnitIdentifier", unit.reference),
        ("Description", unit.description),
        ("DocumentType", unit.document_type),
        ("Language", unit.language),
    ):
        if value:
            say(content, name, value)
    for name, agents in (("Addressee", unit.addressees), ("Recipient", unit.recipients), ("Sender", unit.senders)):
        for agent in agents:
            say(add(content, name), "Corpname", agent)
    for name, day in (
        ("SentDate", unit.sent_on),
        ("ReceivedDate", unit.received_on),
        ("RegisteredDate", unit.registered_at),
        ("StartDate", unit.starts_on),
        ("EndDate", unit.ends_on),
    ):
        if day is not None:
            say(content, name, moment(day) if isinstance(day, datetime) else date.isoformat(day))
    for event in unit.events:
        write_event(content, event)
    for below in unit.units:
        write_unit(one, below)
    for binary in unit.files:
        say(add(one, "DataObjectReference"), "DataObjectGroupReferenceId", f"G{binary.id}")


def write_event(content: ET.Element, event: Event) -> None:
    one = add(content, "Event")
    say(one, "EventTypeCode", event.code)
    say(one, "EventDateTime", moment(event.at))
    if event.detail:
        say(one, "EventDetail", event.detail)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def add(above: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(above, tag(name), attributes)


def say(above: ET.Element, name: str, text: str, **attributes: str) -> None:
    """An element with a text. What XML has no place for (control characters) is left out."""
    add(above, name, **attributes).text = "".join(c for c in text if c in "\t\n\r" or c.isprintable() or c > "\x9f")
