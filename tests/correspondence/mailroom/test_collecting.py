"""What lies in a folder or a mailbox is taken in once, whatever happens, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import time
from email.message import EmailMessage

import pytest
from django.utils import timezone

from diwan.correspondence.mailroom import api as mailroom
from diwan.correspondence.mailroom.models import Intake, Source
from diwan.correspondence.mailroom.operations import collecting, sources
from diwan.kit import failpoints
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers.jobs import run_jobs

from .conftest import sheets


@pytest.fixture
def folder(ministry, tmp_path, settings):
    settings.DIWAN_SCANS = tmp_path
    terms = mailroom.SourceTerms(name="الماسح", folder="men/hall", device="Fujitsu fi-8170")
    source = mailroom.add_source(
        actor=ministry.actor("clerk"),
        office_id=ministry.office.pk,
        kind=mailroom.SourceKind.FOLDER,
        terms=terms,
        now=people.NOW,
    )
    path = tmp_path / "men" / "hall"
    assert path.is_dir()
    return source, path


def drop(path, name, content, *, age=60):
    file = path / name
    file.write_bytes(content)
    os.utime(file, (time.time() - age, time.time() - age))
    return file


def look(source):
    return collecting.collect(source_id=source.pk, now=timezone.now())


def test_a_file_is_taken_once_and_moved_aside(folder):
    source, path = folder
    pdf = sheets(1)[0].pdf
    drop(path, "scan.pdf", pdf)
    assert look(source) == 1
    assert look(source) == 0
    assert [p.read_bytes() for p in path.glob(".kept/*/scan.pdf")] == [pdf]
    drop(path, "same.pdf", pdf)  # the same bytes again: known, and out of the way
    assert look(source) == 0
    assert not list(path.glob("*.pdf"))
    intake = Intake.objects.get()
    assert (intake.device, intake.origin) == ("Fujitsu fi-8170", "folder")


def test_what_a_scanner_still_writes_waits(folder):
    source, path = folder
    drop(path, "now.pdf", sheets(1)[0].pdf, age=0)
    drop(path, "half.pdf.part", b"%PDF-")
    assert look(source) == 0
    assert (path / "now.pdf").exists()


def test_a_kill_before_the_file_is_moved_loses_and_doubles_nothing(folder, monkeypatch):
    source, path = folder
    drop(path, "scan.pdf", sheets(1)[0].pdf)

    class Killed(BaseException):
        pass

    def die(point):
        if point == "mailroom.moved":
            raise Killed

    monkeypatch.setattr(failpoints, "reach", die)
    with pytest.raises(Killed):
        look(source)
    assert (path / "scan.pdf").exists()
    monkeypatch.undo()
    assert look(source) == 0
    assert Intake.objects.count() == 1
    assert not (path / "scan.pdf").exists()


def test_what_is_refused_is_put_aside_and_said(folder):
    source, path = folder
    drop(path, "virus.exe", b"MZ\x90\x00 program")
    assert look(source) == 0
    source.refresh_from_db()
    assert "virus.exe" in source.trouble
    assert (path / ".refused" / "virus.exe").exists()


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    source, path = folder
    secret = drop(tmp_path, "secret.txt", b"secret")
    (path / "link.txt").symlink_to(secret)
    assert look(source) == 0
    assert not Intake.objects.exists()


@pytest.mark.parametrize("name", ["../outside", "/etc", ".", "a/../../b"])
def test_a_source_stays_below_the_root(ministry, tmp_path, settings, name):
    settings.DIWAN_SCANS = tmp_path / "scans"
    about = {"actor": ministry.actor("clerk"), "office_id": ministry.office.pk, "now": people.NOW}
    with pytest.raises(collecting.OutsideTheRoot):
        sources.add_source(kind=mailroom.SourceKind.FOLDER, terms=mailroom.SourceTerms(name="x", folder=name), **about)


def test_only_those_who_keep_the_mail_set_sources(ministry, other_ministry, tmp_path, settings):
    settings.DIWAN_SCANS = tmp_path
    about = {"office_id": ministry.office.pk, "kind": mailroom.SourceKind.FOLDER, "now": people.NOW}
    with pytest.raises(NotAllowed):
        sources.add_source(
            actor=other_ministry.actor("clerk"), terms=mailroom.SourceTerms(name="x", folder="x"), **about
        )


# --- messages --------------------------------------------------------------------------------------------------------


def message(number=1):
    mail = EmailMessage()
    mail["From"] = "وزارة الداخلية <interieur@example.ma>"
    mail["To"] = "bo@men.example"
    mail["Subject"] = "طلب معطيات"
    mail["Message-ID"] = f"<{number}@example.ma>"
    mail.set_content("تجدون رفقته المراسلة")
    mail.add_attachment(sheets(1)[0].pdf, maintype="application", subtype="pdf", filename="lettre.pdf")
    mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="x.exe")
    return mail.as_bytes()


@pytest.fixture
def mailbox(ministry):
    source = Source(office=ministry.office, kind="mailbox", name="البريد", host="localhost", account="bo", port=993)
    source.seal("secret word")
    source.save()
    return source


def test_a_message_is_one_batch_with_its_attachments_and_itself(mailbox):
    raw = message()
    assert collecting.take_message(mailbox, raw, people.NOW)
    assert not collecting.take_message(mailbox, raw, people.NOW)
    run_jobs()
    intake = Intake.objects.get()
    assert [original.file.name for original in intake.originals.all()] == ["lettre.pdf", "message.eml.txt"]
    assert intake.hints["refused"][0].startswith("x.exe")
    document = intake.documents.get()
    assert document.clues["sender"]["value"]


def test_a_password_is_closed_and_opened_or_named(mailbox, monkeypatch):
    assert "secret" not in mailbox.sealed_password
    assert mailbox.password == "secret word"
    monkeypatch.setenv("DIWAN_MAIL_SECRET", "other")
    mailbox.password_variable = "DIWAN_MAIL_SECRET"
    assert mailbox.password == "other"


def test_a_server_that_is_down_is_said(mailbox):
    mailbox.port = 9  # nobody listens
    mailbox.save()
    assert look(mailbox) == 0
    mailbox.refresh_from_db()
    assert mailbox.trouble


DOVECOT = shutil.which("dovecot") or ("/usr/sbin/dovecot" if os.path.exists("/usr/sbin/dovecot") else None)


@pytest.mark.skipif(DOVECOT is None, reason="DOVECOT IS NOT INSTALLED (dovecot-imapd): no real mailbox was read")
def test_a_real_mailbox_is_read_once(ministry, tmp_path, monkeypatch):
    with dovecot(tmp_path) as (port, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        source = Source(
            office=ministry.office, kind="mailbox", name="البريد", host="localhost", account="bo", port=port
        )
        source.seal("secret-word")
        source.save()
        for number in (1, 2):
            (tmp_path / "mail" / "new" / f"{number}.eml").write_bytes(message(number))
        assert look(source) == 2
        source.refresh_from_db()
        assert source.trouble == ""
        (tmp_path / "mail" / "new" / "3.eml").write_bytes(message(2))  # the same message once more
        assert look(source) == 0
        Source.objects.filter(pk=source.pk).update(last_uid=0)
        assert look(source) == 0
    assert Intake.objects.count() == 2


def dovecot(folder):
    from .dovecot import running

    return running(DOVECOT, folder)
