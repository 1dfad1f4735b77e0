"""What went through a circuit is watched, and renewed before it cannot be checked any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from diwan.core.files import api as files
from diwan.core.files.models import Claim
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur.operations import filing
from diwan.engines.signing import api as signing
from diwan.engines.signing.operations import lasting
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import authorised, refused, sent, sent_letter, visa

pytestmark = pytest.mark.django_db


def signed(house: Any, folder: Any) -> Any:
    visa(house, folder)
    authorised(house, folder)
    run_jobs()
    folder.refresh_from_db()
    return folder


def kept(document: Any) -> list[Any]:
    return list(signing.LastingFile.objects.filter(purpose="parapheur.lasting", subject=str(document.pk)))


def verdict(file_id: int) -> signing.Report:
    with files.open_file(file_id) as given:
        return signing.validate(given.read())


def test_a_folder_that_is_through_is_watched_once(house):
    folder = signed(house, sent(house))
    assert folder.run.state == "done"
    document = folder.documents.get()
    (row,) = kept(document)
    assert (row.file_id, row.level, row.administration_id) == (document.file_id, "B-T", house.tenant.pk)
    assert row.label == folder.reference
    assert document.label not in row.label  # who keeps what lasts may not read it
    run_jobs()
    assert len(kept(document)) == 1


def test_what_is_on_its_way_or_came_back_is_not_watched(house):
    folder = sent(house)
    refused(house, folder)
    run_jobs()
    assert not signing.LastingFile.objects.exists()


def test_the_sealed_letter_is_what_is_watched(house):
    folder = sent_letter(house)
    signed(house, folder)
    run_jobs()
    document = folder.documents.get(role="main")
    (row,) = kept(document)
    assert row.file_id == document.file_id
    assert "Seal1" in [one.field for one in verdict(row.file_id).signatures]


def test_renewed_it_replaces_the_document_and_what_was_stays_kept(house):
    folder = signed(house, sent(house))
    document = folder.documents.get()
    before = document.file_id
    (row,) = kept(document)
    later = datetime.now(UTC) + timedelta(seconds=1)
    assert lasting.renew_due(until=row.expires_on, now=later) == (1, 0)
    run_jobs()
    document.refresh_from_db()
    (row,) = kept(document)
    assert (document.file_id, row.level, row.renewals) == (row.file_id, "B-LTA", 1)
    assert document.file_id != before
    report = verdict(document.file_id)
    assert (report.verdict, len(report.time_stamps)) == (signing.Verdict.PASSED, 1)
    assert Claim.objects.filter(file=before).exists()
    files.sweep(now=later + timedelta(days=400))
    with files.open_file(before) as was, files.open_file(document.file_id) as now:
        old = was.read()
        assert now.read(len(old)) == old


def test_a_renewal_of_what_it_is_no_more_changes_nothing(house):
    folder = signed(house, sent(house))
    document = folder.documents.get()
    assert not filing.renewed(document_id=document.pk, before=document.given_id, after=document.given_id, now=NOW)
    document.refresh_from_db()
    assert document.file_id != document.given_id
    assert parapheur.Folder.objects.get(pk=folder.pk).run.state == "done"
