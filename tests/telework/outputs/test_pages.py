"""The pages: what they show, to whom, and how many queries a list costs."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from diwan.telework.outputs.models import Task

DAY = timedelta(days=1)


@pytest.fixture
def browse(team):
    def sign_in(who):
        client = Client()
        client.force_login(team.people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield sign_in


def far(team, **changes):
    """A task whose day is not past when the page asks the clock."""
    return team.given(due_on=timezone.localdate() + 9 * DAY, **changes)


def send(client, url, **said):
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **said})


def test_the_list_finds_by_words_and_state(team, browse):
    far(team, title="مذكرة الخصاص")
    far(team, title="جدول المناصب", output="جدول")
    page = browse("hajar").get("/telework/outputs/", {"q": "مذكره"})  # typed as people type
    assert "مذكرة الخصاص" in page.content.decode()
    assert "جدول المناصب" not in page.content.decode()
    assert "مذكرة الخصاص" not in browse("said").get("/telework/outputs/").content.decode()
    assert "مذكرة الخصاص" in browse("head").get("/telework/outputs/team/").content.decode()
    assert "مذكرة الخصاص" not in browse("head").get("/telework/outputs/team/?what=over").content.decode()


def test_a_figure_opens_to_its_rows(team, browse):
    task = far(team, standard_minutes=60)
    team.deliver(task)
    far(team, title="لم تسلم بعد")
    period = f"since={timezone.localdate()}&until={timezone.localdate() + 20 * DAY}"
    page = browse("hajar").get(f"/telework/outputs/figures/?{period}")
    assert page.context["figures"].set == 2
    url = next(url for _label, value, url in page.context["lines"] if value == 1)
    rows = browse("hajar").get(url).context["tasks"]
    assert [row.pk for row, _late in rows] == [task.pk]
    person = team.people["hajar"].pk
    same = browse("head").get(f"/telework/outputs/figures/{person}/?{period}").context["figures"]
    assert same == page.context["figures"]


def test_the_list_costs_the_same_however_long(team, browse, django_assert_max_num_queries):
    client = browse("head")
    far(team)
    client.get("/telework/outputs/team/")
    with django_assert_max_num_queries(40) as few:
        client.get("/telework/outputs/team/")
    for number in range(12):
        far(team, title=f"مهمة {number}", who="said" if number % 2 else "hajar")
    with django_assert_max_num_queries(len(few)):
        client.get("/telework/outputs/team/")


def test_pages_of_a_long_list_hold_every_task_once(team, browse):
    for number in range(30):
        far(team, title=f"مهمة {number}")
    client, seen, after = browse("hajar"), [], ""
    while True:
        page = client.get("/telework/outputs/", {"after": after} if after else {})
        seen += [row.pk for row, _late in page.context["tasks"]]
        after = page.context["following"]
        if not after:
            break
    assert sorted(seen) == sorted(Task.objects.values_list("pk", flat=True))


def test_what_was_typed_is_not_lost_when_the_form_is_wrong(team, browse):
    url = f"/telework/outputs/new/{team.people['hajar'].pk}/"
    said = {"title": "مذكرة", "output": "نص طويل", "due_on": "2020-01-01", "quantity": "1", "source_kind": "work"}
    answer = send(browse("head"), url, **said)
    assert answer.status_code == 422
    assert "نص طويل" in answer.content.decode()
    assert not Task.objects.exists()


def test_nobody_judges_from_a_page_of_a_version_that_passed(team, browse):
    task = far(team)
    team.deliver(task)
    team.deliver(task)
    answer = send(browse("head"), f"/telework/outputs/{task.pk}/accept/", version="1", quality="4", accuracy="3")
    assert answer.status_code == 409
    task.refresh_from_db()
    assert task.state == "delivered"


def test_a_file_of_the_list_holds_what_the_list_holds(team, browse):
    far(team, title="=HYPERLINK(1)")
    text = browse("hajar").get("/telework/outputs/mine.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert browse("hajar").get("/telework/outputs/mine.exe").status_code == 404


def test_whoever_does_not_manage_has_no_team(team, browse):
    assert browse("hajar").get("/telework/outputs/team/").status_code == 403
    assert browse("hajar").get(f"/telework/outputs/figures/{team.people['said'].pk}/").status_code == 404
    task = far(team, who="said")
    assert browse("hajar").get(f"/telework/outputs/{task.pk}/").status_code == 404
    assert browse("said").get(f"/telework/outputs/{task.pk}/accept/").status_code == 403
