"""Long work: each item its own truth, whoever stops it and whenever."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from diwan.core.batches import api as batches
from diwan.core.batches import operations
from diwan.core.batches.models import Batch
from diwan.core.files import api as files
from diwan.core.notifications.models import Notification
from diwan.core.organisations.api import ANONYMOUS, actor_for
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.core.facts.test_worker import database_url
from tests.helpers.jobs import run_jobs


def marks() -> Counter:
    return Counter(Notification.objects.filter(kind="mark").values_list("subject", flat=True))


def answers(batch) -> list[tuple[str, str]]:
    return list(batch.items.values_list("subject", "state"))


def actor(user):
    return actor_for(user.pk, timezone.now())


class TestEachItem:
    def test_has_its_own_truth(self, start, django_assert_max_num_queries):
        batch = start("1", "odd-2", "bad-3", "4")
        run_jobs()
        batch.refresh_from_db()
        assert answers(batch) == [("1", "done"), ("odd-2", "refused"), ("bad-3", "failed"), ("4", "done")]
        assert (batch.state, batch.done, batch.refused, batch.failed) == ("done", 2, 1, 1)
        assert marks() == {"1": 1, "4": 1}  # what a refused or failed item wrote is gone
        assert list(batch.items.values_list("message", flat=True))[:2] == ["1 marked", "odd-2 cannot be done."]

    def test_its_owner_is_told_once_at_the_end(self, start, clerk):
        start("1", "2")
        run_jobs()
        told = Notification.objects.get(kind="batch.ended")
        assert told.person_id == clerk.pk
        assert told.url.startswith("/works/")

    def test_what_was_not_done_can_be_tried_again_and_nothing_else_is(self, start, clerk):
        batch = start("1", "odd-2")
        run_jobs()
        operations.take_up_again(actor=actor(clerk), batch_id=batch.pk, now=timezone.now())
        run_jobs()
        batch.refresh_from_db()
        assert (batch.round, batch.done, batch.refused) == (2, 1, 1)
        assert marks() == {"1": 1}
        with pytest.raises(operations.NothingLeft):
            done = start("7")
            run_jobs()
            operations.take_up_again(actor=actor(clerk), batch_id=done.pk, now=timezone.now())

    def test_is_not_begun_once_the_work_was_stopped(self, start, clerk):
        batch = start("1", "2")
        operations.stop(actor=actor(clerk), batch_id=batch.pk, now=timezone.now())
        run_jobs()
        batch.refresh_from_db()
        assert (batch.state, marks()) == ("stopped", {})
        operations.take_up_again(actor=actor(clerk), batch_id=batch.pk, now=timezone.now())
        run_jobs()
        assert marks() == {"1": 1, "2": 1}

    def test_is_refused_once_the_account_of_its_owner_is_disabled(self, start, clerk):
        batch = start("1")
        clerk.is_active = False
        clerk.save()
        run_jobs()
        assert answers(batch) == [("1", "refused")]  # nobody acts any more

    def test_stands_once(self, start):
        with pytest.raises(IntegrityError):
            start("1", "1")


class TestStarting:
    def test_nothing_is_refused(self, start):
        with pytest.raises(batches.NothingChosen):
            start()

    def test_too_much_is_refused(self, start):
        with pytest.raises(batches.TooManyItems):
            start(*(str(n) for n in range(batches.LARGEST + 1)))

    def test_a_stranger_starts_nothing(self, db):
        with pytest.raises(NotAllowed):
            batches.start(
                actor=ANONYMOUS, kind="test.mark", title="", language="ar", items=[("1", "1")], now=people.NOW
            )

    def test_an_unknown_kind_is_a_bug(self, start):
        with pytest.raises(operations.UnknownKind):
            start("1", kind="none")

    def test_others_neither_see_nor_stop_it(self, start, client):
        batch = start("1")
        other = people.person("Other Person")
        assert not Batch.objects.visible_to(actor(other)).exists()
        with pytest.raises(NotAllowed):
            operations.stop(actor=actor(other), batch_id=batch.pk, now=timezone.now())
        client.force_login(other)
        assert client.get(f"/works/{batch.pk}/").status_code == 404


class TestFile:
    def test_is_made_kept_and_given_to_its_owner(self, start, clerk, client):
        batch = start(kind="test.write")
        run_jobs()
        batch.refresh_from_db()
        assert (batch.state, batch.done == batch.total > 0) == ("done", True)
        client.force_login(clerk)
        answer = client.get(f"/works/{batch.pk}/result/", follow=True)
        assert b"".join(answer.streaming_content) == b"line 0\nline 1\nline 2\n"

    def test_is_given_up_after_a_day(self, start):
        batch = start(kind="test.write")
        run_jobs()
        batch.refresh_from_db()
        file_id, later = batch.file_id, timezone.now() + timedelta(hours=25)
        assert operations.forget_old(now=later) == 1
        assert files.sweep(now=later) == 1
        assert not files.StoredFile.objects.filter(pk=file_id).exists()


def test_the_pages_cost_few_queries(start, clerk, client, django_assert_max_num_queries):
    batch = start(*(str(n) for n in range(40)))
    client.force_login(clerk)
    with django_assert_max_num_queries(18):
        page = client.get(f"/works/{batch.pk}/").content.decode()
    assert "<noscript>" in page  # without a script, a link shows how far it is
    with django_assert_max_num_queries(16):
        assert "عمل مطوّل" in client.get("/works/").content.decode()


def test_the_answers_are_a_harmless_table(start, clerk, client):
    batch = start("=1+1")
    run_jobs()
    client.force_login(clerk)
    text = client.get(f"/works/{batch.pk}/result/").content.decode()
    assert text.startswith("\ufeff")
    assert "'=1+1 marked" in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["batch.acted", "batch.noted", "batch.made"])
def test_a_kill_neither_doubles_nor_forgets(start, tmp_path, point):
    """The process dies in the middle of the work, again and again; who takes it up finds it as it was left."""
    making = point == "batch.made"
    batch = start(kind="test.write") if making else start(*(str(n) for n in range(5)))
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATABASE_OWNER_URL": database_url(),
        "DIWAN_FAILPOINTS": str(tmp_path),
    }
    for _kill in range(2):
        (tmp_path / point).touch()
        died = subprocess.run([sys.executable, "-m", "tests.core.batches.kinds", str(batch.pk)], env=environment)
        assert died.returncode == -9
        batch.refresh_from_db()
        noted = {subject for subject, state in answers(batch) if state == "done"}
        assert marks() == dict.fromkeys(noted, 1)
        assert batch.state == "running"
        assert batch.done == len(noted) or making
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "done"
    if not making:
        assert marks() == {str(n): 1 for n in range(5)}
    assert Notification.objects.filter(kind="batch.ended").count() == 1
