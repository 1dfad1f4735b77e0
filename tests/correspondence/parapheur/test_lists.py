"""Who finds which folders in the parapheur, how many are counted, and the list as a file."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from diwan.core.batches.models import Batch
from diwan.core.files import api as files
from diwan.core.journal.models import Entry
from diwan.core.organisations import api as organisations
from diwan.core.organisations.operations import posts
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur import pages, telling
from diwan.correspondence.parapheur.queries import boxes
from diwan.correspondence.parapheur.queries.mine import mine, waiting
from diwan.engines.circuits import api as circuits
from tests.core.people import NOW, SYSTEM
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import circuit, kind_of, sent, step, stored, visa

pytestmark = pytest.mark.django_db
FAR = NOW + timedelta(days=360)


def mandated(house, who="clerk", post="head", **terms):
    """A signed mandate of the post, to somebody."""
    about = {"actor": house.actor(post), "now": NOW - timedelta(hours=1)}
    span = {"starts_at": NOW - timedelta(days=1), "ends_at": FAR}
    row = circuits.give_mandate(
        post_id=house.posts[post].pk, person_id=house.people[who].pk, terms=circuits.Terms(**span | terms), **about
    )
    return circuits.sign_mandate(mandate_id=row.pk, file_id=stored(name="acte.pdf").pk, **about)


def before_head(house, **changes):
    folder = sent(house, **changes)
    visa(house, folder)
    return folder


def seen(house, folder, who):
    """Whether it is found by its page, in the list and in the number of the menu, which say the same."""
    actor = house.actor(who)
    page = pages.one(actor, folder.pk) is not None
    listed = folder.pk in boxes.folders(actor, boxes.Asked(), NOW).values_list("pk", flat=True)
    assert listed == bool(mine(actor, NOW))
    assert telling.how_many(house.people[who].pk, NOW) == int(listed)
    return page, listed, waiting(actor)


class TestDelegatedSeats:
    def test_a_mandate_reads_what_awaits_the_post_and_nobody_else_does(self, house, other_ministry):
        folder = before_head(house)
        assert seen(house, folder, "clerk") == (False, False, 0)
        mandated(house)
        assert seen(house, folder, "clerk") == (True, True, 1)
        assert seen(other_ministry, folder, "clerk") == (False, False, 0)

    def test_before_its_turn_a_mandate_reads_nothing(self, house):
        folder = sent(house)
        mandated(house)
        assert seen(house, folder, "clerk") == (False, False, 0)

    @pytest.mark.parametrize(
        "terms",
        [
            lambda house: {"types": frozenset({house.letter_type.pk})},  # this folder is a decision
            lambda house: {"kinds": frozenset({circuits.Kind.VISA})},
            lambda house: {"up_to": Decimal(1000)},  # and its amount is not known
            lambda house: {"unit_id": house.units["DRH"].pk},  # and it comes from elsewhere
        ],
        ids=["types", "kinds", "amount", "unit"],
    )
    def test_a_mandate_reads_no_more_than_it_covers(self, house, terms):
        folder = sent(house, who="finance")
        visa(house, folder)
        mandated(house, **terms(house))
        assert seen(house, folder, "clerk") == (False, False, 0)

    def test_a_mandate_that_was_recalled_or_whose_giver_left_reads_nothing_more(self, house):
        folder = before_head(house)
        mandate = mandated(house)
        assert seen(house, folder, "clerk")[0]
        holding = house.posts["head"].holding_set.get()
        posts.end_holding(actor=SYSTEM, holding_id=holding.pk, now=NOW)
        assert seen(house, folder, "clerk") == (False, False, 0)
        assert mandate.pk

    def test_what_nobody_below_may_take_comes_before_the_head_above_who_reads_it(self, house):
        memo = kind_of(house, "memo")
        circuit(house, memo, step("visa", "visa", house.posts["division"]))
        folder = sent(house, who="finance", type=memo.pk)
        assert seen(house, folder, "head") == (False, False, 0)
        posts.end_holding(actor=SYSTEM, holding_id=house.posts["division"].holding_set.get().pk, now=NOW)
        assert seen(house, folder, "head")[:2] == (True, True)
        assert seen(house, folder, "clerk") == (False, False, 0)
        visa(house, folder, "head")
        assert folder.run.turns.get().basis == "raised"

    def test_whoever_decided_by_mandate_reads_it_afterwards(self, house):
        folder = sent(house)
        mandated(house, post="finance")
        visa(house, folder, "clerk")
        assert seen(house, folder, "clerk") == (True, False, 0)

    def test_who_stands_in_reads_what_the_post_reads_as_long_as_they_do(self, house):
        folder = before_head(house)
        posts.set_interim(
            actor=SYSTEM,
            post_id=house.posts["head"].pk,
            person_id=house.people["clerk"].pk,
            starts_at=NOW - timedelta(days=1),
            ends_at=NOW + timedelta(days=2),
            reason="عطلة",
            now=NOW,
        )
        assert seen(house, folder, "clerk") == (True, True, 1)
        after = organisations.actor_for(house.people["clerk"].pk, NOW + timedelta(days=3))
        assert pages.one(after, folder.pk) is None
        assert waiting(after) == 0

    def test_a_delegation_of_rights_lends_no_folder(self, house):
        folder = before_head(house)
        posts.delegate(
            actor=house.actor("head"),
            post_id=house.posts["head"].pk,
            person_id=house.people["clerk"].pk,
            rights=["letters.read"],
            starts_at=NOW - timedelta(days=1),
            ends_at=FAR,
            now=NOW,
        )
        assert seen(house, folder, "clerk") == (False, False, 0)


class TestExport:
    @pytest.fixture(autouse=True)
    def _one_factor(self, settings):
        settings.DIWAN_SECOND_FACTOR_REQUIRED = False

    def made(self, client, person, query="", extension="xlsx"):
        client.force_login(person)
        sent_ = {"query": query, "format": extension, "idempotency_key": str(uuid.uuid4())}
        assert client.post(reverse("parapheur:export"), sent_).status_code == 302
        run_jobs()
        batch = Batch.objects.latest("pk")
        with files.open_file(batch.file_id) as stream:
            return batch, stream.read()

    def test_what_the_list_shows_and_nothing_else(self, client, house):
        first = sent(house, title="=قرار أول", urgent=True)
        sent(house, title="قرار ثان")
        batch, content = self.made(client, house.people["finance"], "box=to_me&only=urgent")
        head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert len(head) == len(rows[0]) == 11
        assert [row[1] for row in rows] == [first.title]
        assert batch.total == 1
        batch, content = self.made(client, house.people["head"], "box=to_me")
        assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()) == 1

    def test_the_text_is_harmless_and_the_journal_keeps_no_word(self, client, house):
        sent(house, title="=HYPERLINK(1)")
        _batch, content = self.made(client, house.people["finance"], "box=to_me&q=HYPERLINK", "csv")
        text = content.decode("utf-8-sig")
        assert "'=HYPERLINK(1)" in text
        entry = Entry.objects.get(kind="parapheur.exported")
        assert entry.actor_id == house.people["finance"].pk
        assert b"HYPERLINK" not in bytes(entry.body)

    def test_the_rights_are_those_of_the_moment_it_is_made(self, client, house):
        sent(house)
        client.force_login(house.people["finance"])
        client.post(reverse("parapheur:export"), {"query": "", "idempotency_key": str(uuid.uuid4())})
        holding = house.posts["finance"].holding_set.get()
        posts.end_holding(actor=SYSTEM, holding_id=holding.pk, now=NOW)
        run_jobs()
        with files.open_file(Batch.objects.get().file_id) as stream:
            assert len(CalamineWorkbook.from_filelike(io.BytesIO(stream.read())).get_sheet_by_index(0).to_python()) == 1


def test_the_inbox_of_the_post_says_how_many_folders_wait(client, house, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    client.force_login(house.people["finance"])
    inbox = reverse("desk:inbox")
    assert "post-card" not in client.get(inbox).content.decode()
    sent(house)
    sent(house, title="قرار ثان")
    page = client.get(inbox, {"folder": "todo"}).content.decode()
    assert "ملفان ينتظران هذا المنصب" in page
    assert parapheur.before_post(house.posts["finance"].pk) == 2
    client.force_login(house.people["division"])
    assert "post-card" not in client.get(inbox, {"folder": "todo"}).content.decode()
