"""Nothing claimed is ever lost, nothing unclaimed stays, whatever happens at the same moment."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from diwan.core.files import api, operations, stores
from diwan.core.files.models import Claim, StoredFile

from .conftest import NOW, PDF, kept, sha

LATER = NOW + timedelta(hours=25)


def store(content: bytes = PDF, name: str = "doc.pdf") -> api.StoredFile:
    return api.store(io.BytesIO(content), name=name, now=NOW)


@pytest.mark.django_db
def test_unclaimed_files_go_after_a_day_and_claimed_ones_stay(home):
    file, other = store(), store(PDF + b"other")
    assert api.unclaimed(other.pk) == other
    api.claim(other.pk, purpose="letters.piece", subject="1", now=NOW)
    assert api.unclaimed(other.pk) is None
    assert api.sweep(now=NOW + timedelta(hours=23)) == 0
    assert api.sweep(now=LATER) == 1
    assert kept(home) == [sha(PDF + b"other")]
    with pytest.raises(api.FileGone):
        api.claim(file.pk, purpose="letters.piece", subject="1", now=LATER)
    api.release(file_id=other.pk, purpose="letters.piece", subject="1")
    assert api.sweep(now=LATER) == 1
    assert kept(home) == []


@pytest.mark.django_db
def test_bytes_stay_while_any_row_refers_to_them(home):
    store(name="mine.pdf")
    theirs = store(name="theirs.pdf")
    api.claim(theirs.pk, purpose="letters.piece", now=NOW)
    assert api.sweep(now=LATER) == 1
    assert kept(home) == [sha(PDF)]


@pytest.mark.django_db
def test_what_killed_processes_left_is_found(home):
    kept_file = store()
    with transaction.atomic():
        store(PDF + b"rolled back")
        transaction.set_rollback(True)
    (home / "files" / "drafts" / "half").write_bytes(b"%PDF-1")
    assert len(kept(home)) == 3
    assert api.sweep_orphans() == 2
    assert kept(home) == [kept_file.sha256]
    assert api.sweep_orphans() == 0


@pytest.mark.django_db
def test_a_draft_being_written_is_left_alone(home):
    with stores.draft() as draft:
        draft.write(b"%PDF-1")
        assert api.sweep_orphans() == 0
        assert len(kept(home)) == 1


def in_thread(function) -> threading.Thread:
    def run():
        try:
            function()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_spares_content_that_is_stored_again_at_that_moment(home):
    """The old row is due; the same content comes in again and its transaction is still open when the sweeper comes."""
    store()
    stored, swept = threading.Event(), threading.Event()

    def again():
        with transaction.atomic():
            file = store(name="again.pdf")
            api.claim(file.pk, purpose="letters.piece", now=LATER)
            stored.set()
            assert swept.wait(10)

    thread = in_thread(again)
    assert stored.wait(10)
    assert api.sweep(now=LATER) == 1, "the old row goes"
    assert api.sweep_orphans() == 0, "the bytes do not, although no committed row refers to them"
    swept.set()
    thread.join()
    assert kept(home) == [sha(PDF)]
    with api.open_file(StoredFile.objects.get().pk) as stream:
        assert stream.read() == PDF


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_spares_a_file_that_is_claimed_at_that_moment(home):
    file = store()
    claimed, swept = threading.Event(), threading.Event()

    def claim():
        with transaction.atomic():
            api.claim(file.pk, purpose="letters.piece", now=LATER)
            claimed.set()
            assert swept.wait(10)

    thread = in_thread(claim)
    assert claimed.wait(10)
    assert api.sweep(now=LATER) == 0
    swept.set()
    thread.join()
    assert api.sweep(now=LATER) == 0
    assert kept(home) == [sha(PDF)]


@pytest.mark.django_db(transaction=True)
def test_storing_and_sweeping_the_same_contents_for_a_while(home):
    """Four writers store and claim a few contents over and over while two sweepers take everything unclaimed."""
    contents = [PDF + bytes([65 + number]) for number in range(3)]
    stop, lost, stored = threading.Event(), [], []

    def write():
        while not stop.is_set():
            for content in contents:
                file = store(content)
                try:
                    api.claim(file.pk, purpose="letters.piece", subject=str(file.pk), now=LATER)
                except api.FileGone:
                    continue  # swept before it was claimed: a clear answer, and the bytes may be gone
                try:
                    with api.open_file(file.pk) as stream:
                        assert stream.read() == content
                except (FileNotFoundError, AssertionError, api.FileGone) as error:
                    lost.append(repr(error))
                stored.append(file.pk)
                api.release(file_id=file.pk, purpose="letters.piece", subject=str(file.pk))

    def clean():
        while not stop.is_set():
            operations.sweep(now=LATER)
            operations.sweep_orphans()

    threads = [in_thread(work) for work in (write, write, write, write, clean, clean)]
    stop.wait(4)
    stop.set()
    for thread in threads:
        thread.join()
    assert lost == []
    assert len(stored) > 50
    Claim.objects.all().delete()
    api.sweep(now=LATER)
    api.sweep_orphans()
    assert kept(home) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(4))
def test_a_thing_takes_no_more_than_it_may_whoever_comes_at_once(home, settings, number):
    """Twelve attach a file each to a letter that has room for five."""
    settings.DIWAN_FILES_PER_THING = 5
    files = [store(PDF + bytes([65 + n]), f"{n}.pdf") for n in range(12)]
    start, refused = threading.Barrier(12), []

    def attach(file):
        start.wait(10)
        try:
            with transaction.atomic():
                api.claim(file.pk, purpose="letters.piece", subject="1", now=NOW)
        except api.TooManyFiles:
            refused.append(file.pk)

    threads = [in_thread(lambda file=file: attach(file)) for file in files]
    for thread in threads:
        thread.join()
    assert Claim.objects.filter(subject="1").count() == 5
    assert len(refused) == 7


KILLED = """
import os, sys, django
django.setup()
from diwan.core.files import stores
with stores.draft() as draft:
    draft.write(b"%PDF-half")
    draft.flush()
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.mark.django_db
def test_the_draft_of_a_killed_process_is_swept(home):
    environment = {**os.environ, "DIWAN_TEST_HOME": str(home), "PYTEST_XDIST_WORKER": ""}
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert process.stdout.readline() == b"written\n"
    assert len(kept(home)) == 1
    assert api.sweep_orphans() == 0
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert api.sweep_orphans() == 1
    assert kept(home) == []
