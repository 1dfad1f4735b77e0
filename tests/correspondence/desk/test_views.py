"""The pages of the inbox: who opens which, what they say, acts on many lines, taking over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diwan.core.batches.models import Batch
from diwan.core.organisations.operations import posts
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.models import Instruction
from tests.core import people
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import incoming

from .conftest import Verb, give, key

INBOX = reverse("desk:inbox")


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def as_(client, ministry):
    def enter(who):
        client.force_login(ministry.people[who])
        return client

    return enter


def said(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def started(client, **fields):
    answer = client.post(reverse("desk:start"), {**key(), **fields})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    run_jobs()
    return Batch.objects.latest("pk")


class TestReading:
    def test_a_line_opens_alone_for_the_pane_and_with_its_list_for_a_page(self, as_, ministry):
        row = give(ministry, about={"subject": "طلب شهادة العمل"})
        url = reverse("desk:instruction", args=[row.pk])
        page = said(as_("head").get(url))
        assert "طلب شهادة العمل" in page
        assert 'id="choice"' in page
        pane = said(as_("head").get(url, headers={"HX-Request": "true", "HX-Target": "reading-pane"}))
        assert "طلب شهادة العمل" in pane
        assert 'id="choice"' not in pane

    def test_each_act_is_offered_once_and_each_key_does_one_thing(self, as_, ministry):
        row = give(ministry)
        pane = {"HX-Request": "true", "HX-Target": "reading-pane"}
        for who, acts in (("head", ["answer", "give_back"]), ("clerk", ["take_back"])):
            text = said(as_(who).get(reverse("desk:instruction", args=[row.pk]), headers=pane))
            for act in acts:
                assert text.count(f'href="{reverse(f"circulation:{act}", args=[row.pk])}"') == 1
            keys = re.findall(r'data-key="(\w)"', text)
            assert len(keys) > 2
            assert len(keys) == len(set(keys)), keys

    def test_it_does_not_exist_for_others(self, as_, ministry, other_ministry, client):
        url = reverse("desk:instruction", args=[give(ministry).pk])
        for who in ("finance", "division"):
            assert as_(who).get(url).status_code == 404
        client.force_login(other_ministry.people["head"])
        assert client.get(url).status_code == 404

    def test_an_inbox_one_does_not_act_for_does_not_exist(self, as_, ministry):
        assert as_("finance").get(INBOX, {"post": ministry.posts["head"].pk}).status_code == 404

    def test_nobody_without_a_post_has_one(self, client, ministry):
        alone = people.person("Nobody Here", "لا أحد", administration=ministry.tenant)
        client.force_login(alone)
        page = said(client.get(INBOX))
        assert 'class="empty"' in page
        assert f'href="{INBOX}"' not in page  # nor does the menu offer it

    def test_an_interim_is_told_and_so_is_the_holder(self, as_, ministry):
        post = ministry.posts["head"]
        now = timezone.now()
        span = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=2), "now": now}
        posts.set_interim(
            actor=people.SYSTEM, post_id=post.pk, person_id=ministry.people["finance"].pk, reason="عطلة", **span
        )
        assert "post-note" in said(as_("head").get(INBOX))
        page = said(as_("finance").get(INBOX))
        assert "post-note" not in page
        assert f"post={post.pk}" in page
        assert "post-note" in said(as_("finance").get(INBOX, {"post": post.pk}))

    def test_the_first_view_opens_first(self, as_, ministry):
        client = as_("head")
        url = reverse("saved_views:save", args=["desk.inbox"])
        sent = {**key(), "name": "المتأخرة", "query": "folder=late&evil=1", "opened_first": "on"}
        assert client.post(url, sent)["Location"].endswith("?folder=late")
        assert client.get(INBOX)["Location"].endswith("?folder=late")
        assert client.get(INBOX, {"folder": "todo"}).status_code == 200
        assert "المتأخرة" in said(client.get(INBOX, {"folder": "todo"}))

    def test_the_page_asks_no_more_for_forty_lines_than_for_one(self, as_, ministry, django_assert_max_num_queries):
        give(ministry)
        client = as_("head")
        client.get(INBOX)
        with django_assert_max_num_queries(40) as few:
            client.get(INBOX, {"folder": "todo"})
        for _ in range(12):
            give(ministry)
        with django_assert_max_num_queries(len(few)):
            client.get(INBOX, {"folder": "todo"})

    def test_what_comes_in_meanwhile_is_told(self, as_, ministry):
        since = (timezone.now() - timedelta(days=30)).isoformat()
        give(ministry)
        answer = as_("head").get(
            reverse("desk:folders"), {"folder": "todo", "since": since}, headers={"HX-Request": "true"}
        )
        assert "<bdi>1</bdi>" in said(answer)


class TestTheNextLine:
    def where(self, client, **asked):
        return client.get(reverse("desk:next"), {"folder": "todo", **asked})["Location"].split("?")[0]

    def test_it_is_the_one_that_followed_or_the_first_or_none(self, as_, ministry):
        one, two, three = (give(ministry, now=NOW - timedelta(days=n)) for n in range(3))
        client, actor = as_("head"), ministry.actor("head")
        url = [reverse("desk:instruction", args=[row.pk]) for row in (one, two, three)]
        assert self.where(client, at=two.pk, then=three.pk) == url[1]  # a note was written: it still stands there
        circulation.answer(actor=actor, instruction_id=two.pk, text="تم", now=NOW)
        assert self.where(client, at=two.pk, then=three.pk) == url[2]
        circulation.answer(actor=actor, instruction_id=three.pk, text="تم", now=NOW)
        assert self.where(client, at=three.pk) == url[0]
        circulation.answer(actor=actor, instruction_id=one.pk, text="تم", now=NOW)
        assert self.where(client, at=one.pk, then="x") == INBOX


class TestMany:
    def test_answers_are_closed_each_with_its_own_truth(self, as_, ministry):
        rows = [give(ministry) for _ in range(3)]
        for row in rows:
            circulation.answer(actor=ministry.actor("head"), instruction_id=row.pk, text="تم", now=NOW)
        client = as_("clerk")
        page = said(client.get(reverse("desk:chosen"), {"folder": "check", "act": "close", "all": "1"}))
        assert page.count("طلب معطيات") == 3
        ids = ",".join(str(row.pk) for row in rows)
        circulation.close(actor=ministry.actor("clerk"), instruction_id=rows[0].pk, now=NOW)
        batch = started(client, act="close", query="folder=check", ids=ids)
        assert (batch.total, batch.done) == (2, 2)  # the third stands in the folder no more
        assert not Instruction.objects.filter(state="answered").exists()

    def test_letters_are_given_on_the_page_of_circulation(self, as_, ministry):
        letter = incoming(ministry)
        answer = as_("clerk").get(reverse("desk:chosen"), {"folder": "dispatch", "act": "give", "id": letter.pk})
        assert answer["Location"] == f"{reverse('circulation:give_many')}?letter={letter.pk}"

    def test_another_due_date_is_said_why(self, as_, ministry):
        row = give(ministry)
        fields = {"act": "postpone", "query": "folder=given", "ids": str(row.pk)}
        day = (timezone.now() + timedelta(days=20)).date()
        client = as_("clerk")
        assert client.post(reverse("desk:start"), {**key(), **fields, "due_on": day}).status_code == 422
        batch = started(client, **fields, due_on=day.isoformat(), reason="طلب التأجيل")
        row.refresh_from_db()
        assert (batch.done, row.due_on) == (1, day)
        assert row.letter.acts.filter(kind="desk.postponed").exists()

    def test_a_day_that_is_past_is_refused(self, as_, ministry):
        row = give(ministry)
        fields = {"act": "postpone", "query": "folder=given", "ids": str(row.pk), "reason": "خطأ"}
        batch = started(as_("clerk"), **fields, due_on="2020-01-01")
        assert (batch.done, batch.refused) == (0, 1)

    def test_what_stands_elsewhere_is_not_touched(self, as_, ministry):
        row = give(ministry, unit="DAF")
        client = as_("head")
        answer = client.post(
            reverse("desk:start"), {**key(), "act": "seen", "query": "folder=todo", "ids": str(row.pk)}
        )
        assert answer.status_code == 400
        row.refresh_from_db()
        assert row.seen_at is None

    @pytest.mark.parametrize("act", ["close", "nothing"])
    def test_an_act_of_another_folder_does_not_exist(self, as_, ministry, act):
        give(ministry)
        assert as_("head").get(reverse("desk:chosen"), {"folder": "todo", "act": act}).status_code == 404


class TestLoad:
    def below(self, ministry):
        first = give(ministry, now=NOW - timedelta(days=6))
        return give(
            ministry,
            "head",
            "DIV",
            letter=first.letter,
            parent_id=first.pk,
            due_on=people.TODAY - timedelta(days=1),
            now=NOW - timedelta(days=4),
        )

    def test_a_head_sees_what_stands_below_and_nothing_beside(self, ministry):
        from diwan.correspondence.desk.queries import load
        from diwan.correspondence.desk.queries.sitting import sit

        self.below(ministry)
        give(ministry, unit="DAF")
        found = load.held(sit(ministry.actor("head"), None, NOW))
        assert [(one.unit_id, one.open, one.late, one.oldest, one.median) for one in found] == [
            (ministry.units["DIV"].pk, 1, 1, 4, 4),
            (ministry.units["DRH"].pk, 1, 0, 6, 6),
        ]

    def test_what_the_head_may_not_read_is_not_counted(self, ministry):
        from diwan.correspondence.desk.queries import load
        from diwan.correspondence.desk.queries.sitting import sit

        letter = incoming(ministry, level="confidential")
        asked = circulation.Asked(unit=ministry.units["DIV"].pk, verb=Verb.PREPARE, post=ministry.posts["division"].pk)
        circulation.give(actor=people.SYSTEM, letter_id=letter.pk, asked=[asked], now=NOW)
        assert load.held(sit(ministry.actor("head"), None, NOW)) == []
        assert len(load.held(sit(ministry.actor("division"), None, NOW))) == 1

    def test_taking_over_moves_it_to_ones_own_inbox(self, as_, ministry):
        row = self.below(ministry)
        client = as_("head")
        url = reverse("desk:load")
        at = {"unit": row.unit_id, "held": row.post_id}
        assert reverse("desk:instruction", args=[row.pk]) in said(client.get(url, at))
        taking = reverse("desk:take_over")
        assert client.post(taking, {**key(), **at, "id": row.pk}).status_code == 422
        client.post(taking, {**key(), **at, "id": row.pk, "reason": "غياب رئيس القسم"})
        run_jobs()
        row.refresh_from_db()
        assert row.state == "moved"
        assert Instruction.objects.filter(post=ministry.posts["head"], moved_from=row).exists()

    def test_an_agent_watches_nobody(self, client, ministry):
        agent = people.person("Agent Here", "عون", administration=ministry.tenant)
        people.seat(agent, people.post(ministry.units["DIV"], "متصرف"))
        client.force_login(agent)
        assert client.get(reverse("desk:load")).status_code == 403
