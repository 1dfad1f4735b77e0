"""A task from its setting to the figures; the security course and its certificate (issue 6, D.1)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.telework.outputs.models import Task
from diwan.telework.support import api as support
from diwan.telework.support import quiz
from diwan.telework.support.models import Attempt
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.telework.outputs.conftest import furnish

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def team(transactional_db):
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield furnish()


def looked_at(page, name):
    assert_no_sideways_scroll(page)
    assert_no_axe_violations(page)
    screenshot(page, name)


def send(page):
    page.click(".form-actions button[type=submit].btn-primary")


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_a_task_is_set_delivered_returned_delivered_and_accepted(browser, live_server, team, language, width):
    at = f"{language}-{width}"
    for desk in opened(browser, live_server, language, width):
        page = desk.page
        desk.sign_in(team.people["head"])
        desk.open(f"/telework/outputs/new/{team.people['hajar'].pk}/")
        page.fill("[name=title]", "مذكرة حول الخصاص")
        page.fill("[name=output]", "مذكرة من صفحتين وجدول")
        page.fill("[name=due_on]", (timezone.localdate() + timedelta(days=7)).isoformat())
        page.fill("[name=standard_minutes]", "120")
        looked_at(page, f"outputs-new-{at}")
        send(page)
        page.wait_for_url(re.compile(r"/outputs/\d+/$"), timeout=SLOW)
        task = Task.objects.latest("pk")
        here = f"/telework/outputs/{task.pk}/"
        for number, (act, fields) in enumerate(
            (("return", {"remarks": "ينقص الجدول"}), ("accept", {})),
            1,
        ):
            desk.sign_in(team.people["hajar"])
            desk.open(f"{here}deliver/")
            page.fill("[name=text]", f"نسخة {number}")
            looked_at(page, f"outputs-deliver-{at}")
            send(page)
            page.wait_for_url(re.compile(r"/outputs/\d+/$"), timeout=SLOW)
            desk.sign_in(team.people["head"])
            desk.open(f"{here}{act}/")
            for name, value in fields.items():
                page.fill(f"textarea[name={name}]", value)
            if act == "accept":
                page.check("[name=quality][value='4']")
                page.check("[name=accuracy][value='3']")
            looked_at(page, f"outputs-{act}-{at}")
            send(page)
            page.wait_for_url(re.compile(r"/outputs/\d+/$"), timeout=SLOW)
            looked_at(page, f"outputs-task-{at}")
        task.refresh_from_db()
        assert (task.state, task.returns, task.quality) == ("accepted", 1, 4)
        desk.sign_in(team.people["hajar"])
        period = f"since={timezone.localdate()}&until={task.due_on}"
        desk.open(f"/telework/outputs/figures/?{period}")
        looked_at(page, f"outputs-figures-{at}")
        page.locator("dd a").nth(5).click()  # accepted: it opens to its task
        expect(page.locator(".lines a", has_text="مذكرة حول الخصاص")).to_be_visible(timeout=SLOW)
        looked_at(page, f"outputs-list-{at}")
        desk.open("/telework/outputs/board/")
        looked_at(page, f"outputs-board-{at}")


@pytest.mark.parametrize(("language", "width"), [("ar", 390)])
def test_the_security_course_is_passed_and_certified(browser, live_server, team, language, width):
    at = f"{language}-{width}"
    course = support.adopt(actor=people.SYSTEM, administration_id=team.tenant.pk, now=timezone.now())[-1]
    for desk in opened(browser, live_server, language, width):
        page = desk.page
        desk.sign_in(team.people["hajar"])
        desk.open("/telework/support/guides/")
        page.locator(".lines a").first.click()
        looked_at(page, f"support-guide-{at}")
        page.locator("form[action$='/acknowledge/'] button").click()
        expect(page.locator(".notice-success")).to_be_visible(timeout=SLOW)
        desk.open(f"/telework/support/courses/{course.pk}/")
        looked_at(page, f"support-course-{at}")
        page.locator("form[action$='/begin/'] button").click()
        page.wait_for_url(re.compile(r"/attempts/\d+/$"), timeout=SLOW)
        attempt = Attempt.objects.latest("pk")
        for place, one in enumerate(quiz.sheet(course.questions, attempt.seed)):
            page.check(f"#q{place}-{one.right}")
        looked_at(page, f"support-attempt-{at}")
        send(page)
        expect(page.locator(".support-certificate")).to_be_visible(timeout=SLOW)
        run_jobs()
        page.reload()
        expect(page.locator(".support-certificate a.btn-primary")).to_be_visible(timeout=SLOW)
        looked_at(page, f"support-certificate-{at}")
