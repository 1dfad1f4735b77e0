"""Manifests: what is written is read back, passes the schema of the standard, and nothing hostile is read."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diwan.correspondence.archives.seda import reading, zipping
from diwan.correspondence.archives.seda.model import Appraisal, Binary, Described, Event, Transfer
from diwan.correspondence.archives.seda.writing import manifest

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SCHEMAS = find_spec("cubicweb_seda")  # a package that carries the schemas of the standard; only these are used
# What people type, without what XML has no place for and the spaces a reader takes off.
TYPED = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Zs", "Cf", "Co")), min_size=1, max_size=40
)
EVENTS = st.lists(st.builds(Event, TYPED, st.datetimes(datetime(1900, 1, 1), timezones=st.just(UTC))), max_size=3)  # noqa: DTZ001
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2200, 1, 1))


def binary(key: str, content: bytes = b"%PDF-1.7", name: str = "مراسلة.pdf") -> Binary:
    return Binary(key, name, "application/pdf", hashlib.sha256(content).hexdigest(), len(content))


def transfer(*units: Described) -> Transfer:
    return Transfer("MEN:DRH-7:20261122T093000Z", AT, "ملف الحركة الانتقالية", "MEN", "MEN", "MEN", units)


LETTER = Described(
    id="U1-1",
    level="Item",
    title="طلب معطيات حول الخصاص",
    reference="MEN-2026-000012",
    plan_position="03.2",
    description="نص <b>المراسلة</b> & ما إليها",
    document_type="Incoming letter",
    language="ar",
    senders=("المندوبية السامية للتخطيط",),
    addressees=("وزارة التربية الوطنية", "Direction des ressources humaines"),
    recipients=("الكتابة العامة",),
    sent_on=date(2026, 11, 2),
    received_on=date(2026, 11, 4),
    registered_at=AT,
    events=(Event("letters.registered", AT, "MEN-2026-000012"), Event("letters.closed", AT)),
    files=(binary("B1"), binary("B2", b"other", "annexe.pdf")),
)
DOSSIER = Described(
    id="U1",
    level="File",
    title="الحركة الانتقالية 2026",
    starts_on=date(2026, 1, 5),
    ends_on=date(2026, 11, 20),
    appraisal=Appraisal("DUA-10", "Destroy", date(2026, 11, 20)),
    units=(LETTER,),
)


def test_what_is_written_is_read_back():
    assert reading.read(manifest(transfer(DOSSIER))) == transfer(DOSSIER)


@given(TYPED, st.lists(TYPED, max_size=3), DAYS, EVENTS)
def test_whatever_was_typed_is_read_back(title, names, sent, events):
    unit = Described(
        id="U1",
        level="Item",
        title=title,
        senders=tuple(names),
        sent_on=sent,
        events=tuple(events),
        files=(binary("B1"),),
    )
    assert reading.read(manifest(transfer(unit))) == transfer(unit)


@pytest.mark.skipif(
    SCHEMAS is None or not shutil.which("xmllint"),
    reason="xmllint or the schemas of SEDA are not installed (requirements/schemas.txt): the manifest was not checked",
)
def test_the_manifest_passes_the_schema_of_the_standard(tmp_path):
    folder = Path(next(iter(SCHEMAS.submodule_search_locations))) / "xsd"
    (tmp_path / "manifest.xml").write_bytes(manifest(transfer(DOSSIER)))
    said = subprocess.run(
        ["xmllint", "--nonet", "--noout", "--schema", folder / "seda-2.1-main.xsd", tmp_path / "manifest.xml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


def packed(contents: dict[str, bytes], unit: Described = DOSSIER) -> io.BytesIO:
    stream = io.BytesIO()
    zipping.pack(stream, transfer(unit), lambda one: io.BytesIO(contents[one.id]), lambda done, total: None)
    stream.seek(0)
    return stream


GOOD = {"B1": b"%PDF-1.7", "B2": b"other"}


def test_a_package_gives_back_its_files():
    with zipping.unpack(packed(GOOD)) as received:
        assert {one.id: received.open(one).read() for one in received.transfer.files()} == GOOD


def test_the_same_transfer_gives_the_same_package():
    assert packed(GOOD).getvalue() == packed(GOOD).getvalue()


def test_a_file_that_is_not_what_the_manifest_says_is_refused():
    with zipping.unpack(packed(GOOD | {"B2": b"changed"})) as received:
        first, second = received.transfer.files()
        received.open(first)
        with pytest.raises(reading.BadManifest):
            received.open(second)


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'


@pytest.mark.parametrize("content", [b"", b"not xml", BOMB, b"<a/>", "é".encode("latin-1"), b"<" * 100_000])
def test_what_is_no_manifest_is_refused(content):
    with pytest.raises(reading.BadManifest):
        reading.read(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_nothing_else(content):
    with pytest.raises(reading.BadManifest):
        reading.read(content)
    with pytest.raises(reading.BadManifest), zipping.unpack(io.BytesIO(content)):
        pass


def test_a_package_that_lacks_its_manifest_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content/B1.pdf", b"x")
    with pytest.raises(reading.BadManifest), zipping.unpack(stream):
        pass


def test_a_path_never_leaves_the_package():
    assert binary("B1", name="../../etc/passwd").path == "content/B1.bin"
    assert binary("B1", name="a.sh;rm").path == "content/B1.bin"
