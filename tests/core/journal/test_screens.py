"""What operators and the public see of the journal."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command

from diwan.core.journal import api as journal
from diwan.core.journal import operations, tasks
from diwan.core.journal.formats import canonical
from diwan.core.journal.models import Checkpoint, Verification
from tests.core.people import administration, person, post, root, seat

from .conftest import START


@pytest.fixture(autouse=True)
def _signed_in_with_both_factors(settings):
    """The right demands a second factor; the tests of the accounts show that."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def operator(client, db):
    """Somebody whose right to read the journal reaches every administration."""
    return signed_in(client, reach="instance")


def signed_in(client, *, reach: str | None):
    who = person()
    if reach:
        seat(who, post(root(administration()), rights={journal.READ: reach}))
    client.force_login(who)
    return client


class TestPublishedCheckpoints:
    def test_anybody_may_fetch_and_check_them(self, client, write):
        for _ in range(3):
            write("a")
            journal.checkpoint(now=START)
        rows = client.get("/journal/checkpoints.json").json()["checkpoints"]
        assert [row["number"] for row in rows] == [1, 2, 3]
        header = {name: rows[0][name] for name in ("at", "number", "previous", "root", "size", "v")}
        assert hashlib.sha256(canonical(header)).hexdigest() == rows[1]["previous"]
        later = client.get("/journal/checkpoints.json?after=2").json()["checkpoints"]
        assert [row["number"] for row in later] == [3]

    @pytest.mark.parametrize("after", ["", "-1", "x", "٣", "9" * 30])
    def test_nonsense_is_read_as_the_beginning(self, client, write, after):
        write("a")
        journal.checkpoint(now=START)
        assert len(client.get("/journal/checkpoints.json", {"after": after}).json()["checkpoints"]) == 1


class TestHome:
    def test_says_what_is_sealed_and_what_waits(self, operator, write):
        journal.checkpoint(now=START)
        write("a")
        operations.verify_and_note(now=START)
        page = operator.get("/journal/").content.decode()
        assert bytes(Checkpoint.objects.latest("number").root).hex() in page
        assert "intact" in operator.get("/journal/?lang=en").content.decode()

    def test_shows_faults(self, operator):
        Verification.objects.create(at=START, entries=3, checkpoints=1, faults=[{"where": "a/2", "what": "changed"}])
        page = operator.get("/journal/?lang=en").content.decode()
        assert "not intact" in page
        assert "a/2" in page

    def test_before_anything_happened(self, operator):
        assert operator.get("/journal/").status_code == 200

    def test_costs_the_same_however_many_checkpoints(self, operator, write, django_assert_max_num_queries):
        for _ in range(5):
            write("a")
            journal.checkpoint(now=START)
        with django_assert_max_num_queries(14):
            operator.get("/journal/")


class TestExport:
    def test_gives_every_entry(self, operator, write):
        write("register:1:incoming:2026", 3)
        journal.checkpoint(now=START)
        answer = operator.get("/journal/export.jsonl")
        lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
        assert sum(line.get("chain") == "register:1:incoming:2026" for line in lines) == 3
        assert lines[-1]["type"] == "checkpoint"
        assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("path", ["/journal/", "/journal/export.jsonl"])
class TestWhoMayNot:
    def test_the_public_is_sent_to_sign_in(self, client, db, path):
        assert client.get(path).status_code == 302

    @pytest.mark.parametrize("reach", [None, "unit", "administration"])
    def test_without_the_right_over_everything(self, client, db, path, reach):
        assert signed_in(client, reach=reach).get(path).status_code == 403


class TestCommand:
    def test_verifies_seals_and_exports(self, write, tmp_path, capsys):
        write("a", 2)
        call_command("journal", "checkpoint")
        call_command("journal", "checkpoint")
        call_command("journal", "verify")
        call_command("journal", "export", output=str(tmp_path / "out.jsonl"))
        said = capsys.readouterr().out
        assert "signs 2 entries" in said
        assert "Nothing new" in said
        assert "intact (2 entries in 1 chains, 1 checkpoints)" in said
        assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3

    def test_says_where_the_journal_is_wrong(self, write, tamper, capsys):
        write("a", 2)
        tamper("UPDATE journal_entry SET kind = 'other' WHERE position = 2")
        with pytest.raises(CommandError, match="not intact"):
            call_command("journal", "verify")
        assert "a entry 2: columns differ from the body" in capsys.readouterr().out


def test_the_clock_seals_and_verifies(write, tamper, caplog):
    write("a")
    tasks.seal_the_hour()
    tasks.read_again()
    assert Checkpoint.objects.count() == 1
    assert Verification.objects.get().faults == []
    tamper("UPDATE journal_entry SET kind = 'other'")
    tasks.read_again()
    assert "not intact: a/1" in caplog.text
