"""A backup is restored and compared; what does not come back whole is said."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from diwan.core.backups import operations, proving, queries
from diwan.core.backups.models import Proof
from diwan.core.files import api as files
from diwan.core.notifications.models import Notification
from diwan.kit.refusals import NotAllowed
from diwan.server import database
from tests.core import people
from tests.helpers.delivery import pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    """Dumps of these tests lie apart."""
    settings.DIWAN_HOME = tmp_path


def kept():
    return files.store(io.BytesIO(pdf()), name="letter.pdf", now=timezone.now(), made=True)


def operator():
    ministry = people.administration("MEN")
    person = people.person("The operator", administration=ministry)
    people.seat(person, people.post(people.root(ministry), rights={"jobs.operate": "instance"}))
    return person


def databases() -> set[str]:
    with psycopg.connect(database.ensure().owner) as server:
        return {row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()}


def test_what_was_copied_comes_back_and_is_counted():
    ministry, before = people.administration("MEN"), databases()
    kept()
    proof = operations.prove(now=timezone.now())
    assert proof.faults == []
    assert proof.tables > 100
    assert proof.rows > 10
    assert proof.entries > 0, "the journal of the new administration was read again"
    assert proof.files == 1
    assert proof.size > 10_000
    assert proof.restored_in > timedelta()
    assert databases() == before, "the restored database is gone"
    assert ministry


def test_a_file_that_is_gone_or_changed_is_a_fault(settings):
    gone = kept()
    with files.here(gone.pk) as path:
        path.chmod(0o600)
        path.write_bytes(b"something else")
    seen = proving.prove(file=None, now=timezone.now())
    assert [fault for fault in seen.faults if f"file {gone.pk}" in fault]


def test_a_journal_that_was_changed_is_a_fault():
    people.administration("MEN")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_entry SET at = at + interval '1 second' WHERE position = 1")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
    seen = proving.prove(file=None, now=timezone.now())
    assert [fault for fault in seen.faults if fault.startswith("journal")]


def test_a_damaged_dump_is_a_fault_and_the_operators_are_told(tmp_path):
    person = operator()
    made = proving.prove(file=None, now=timezone.now())
    dump = tmp_path / "backups" / made.source
    octets = bytearray(dump.read_bytes())
    octets[len(octets) // 2 :] = b""
    broken = tmp_path / "broken.dump"
    broken.write_bytes(octets)
    proof = operations.prove(file=broken, now=timezone.now())
    assert proof.faults
    assert "postgresql://" not in " ".join(proof.faults), "the address holds a password"
    assert Notification.objects.get(kind="backups.failed").person_id == person.pk
    assert queries.overdue(timezone.now())


def test_a_row_that_does_not_come_back_is_a_fault(monkeypatch):
    people.administration("MEN")
    honest = proving.counts

    def one_more(there):
        return {
            table: count + (table == "organisations_unit" and "proof" not in there.info.dbname)
            for table, count in honest(there).items()
        }

    monkeypatch.setattr(proving, "counts", one_more)
    seen = proving.prove(file=None, now=timezone.now())
    assert [fault for fault in seen.faults if fault.startswith("organisations_unit")]


def test_the_last_four_dumps_are_kept(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 8):
        (folder / f"diwan-2026-01-0{day}T000000Z.dump").touch()
    (folder / "diwan-2026-01-09T000000Z.dump.draft").touch()
    proving.sweep()
    assert sorted(path.name[10:17] for path in folder.iterdir()) == ["-01-04T", "-01-05T", "-01-06T", "-01-07T"]


def test_killed_between_the_copy_and_the_restore_it_begins_anew(tmp_path):
    armed = tmp_path / "armed"
    armed.mkdir()
    (armed / "backups.copied").touch()
    url = database.renamed(database.ensure().owner, connection.settings_dict["NAME"])
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url, "DIWAN_FAILPOINTS": str(armed)}
    code = (
        "import django; django.setup(); from django.conf import settings; from pathlib import Path;"
        f"settings.DIWAN_HOME = Path({str(tmp_path)!r});"
        "from diwan.core.backups import proving; from django.utils import timezone;"
        "proving.prove(file=None, now=timezone.now())"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert list((tmp_path / "backups").glob("*.draft"))
    assert operations.prove(now=timezone.now()).holds
    assert not list((tmp_path / "backups").glob("*.draft"))


def test_only_operators_ask_for_one(monkeypatch):
    actor = people.as_actor(people.person("A colleague", administration=people.administration("MEN")))
    with pytest.raises(NotAllowed):
        operations.ask(actor=actor, now=timezone.now())
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    with pytest.raises(operations.NotTheOwner):
        operations.ask(actor=people.SYSTEM, now=timezone.now())
    assert not Proof.objects.exists()


def test_a_proof_older_than_a_week_is_overdue():
    now = timezone.now()
    assert queries.overdue(now)
    operations.note(seen=proving.Seen(source="a.dump", tables=1), asked_by_id=None, now=now)
    assert not queries.overdue(now + timedelta(days=7))
    assert queries.overdue(now + timedelta(days=9))
