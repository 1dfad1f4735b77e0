"""The operator's jobs and everybody's notifications, full and empty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from diwan.core.facts import api as facts
from diwan.core.facts.models import Failure
from diwan.core.notifications import api as notifications
from tests.core import people
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import forget_jobs, jobs_in


@pytest.fixture
def operator(screen, settings):
    """Signed in, in the browser too, with the right to look after jobs."""
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    someone = people.person("Sanae Alaoui", "سناء العلوي", language=screen.language)
    post = people.post(people.root(people.administration()), "مسؤولة المنصة", rights={facts.RIGHT: "instance"})
    people.seat(someone, post)
    sign_in(screen, someone)
    return someone


def sign_in(screen, someone) -> None:
    client = Client()
    client.force_login(someone, settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    screen.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": screen.base}])


def looks_right(screen, name: str) -> None:
    screenshot(screen.page, f"{name}-{screen.name}")
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_jobs(screen, operator):
    assert screen.open("/jobs/").status == 200
    looks_right(screen, "jobs-empty")
    with transaction.atomic():
        for number in range(4):
            jobs_in(queue="default" if number % 2 else "mail", task=f"diwan.core.notifications.mails.deliver_{number}")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name LIKE '%%1'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed', attempts = 10 WHERE task_name LIKE '%%2'")
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE status = 'failed'")
        failed = cursor.fetchone()[0]
    reason = "SMTPServerDisconnected: Connection unexpectedly closed: timed out after fifteen seconds"
    Failure.objects.create(job_id=failed, try_number=10, at=timezone.now(), error=reason)
    screen.open("/jobs/")
    looks_right(screen, "jobs")
    screen.open("/jobs/?state=failed")
    screen.page.locator("#jobs li button").click()
    screen.page.wait_for_load_state("networkidle")
    assert screen.page.locator("#jobs li").count() == 0, "it waits again, so it is not among the failed"


def test_the_list_of_jobs_moves_by_itself(page, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    someone = people.person("Sanae Alaoui", "سناء العلوي")
    people.seat(someone, people.post(people.root(people.administration()), rights={facts.RIGHT: "instance"}))
    forget_jobs()
    client = Client()
    client.force_login(someone, settings.AUTHENTICATION_BACKENDS[0])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
    page.goto("/jobs/")
    assert page.locator("#jobs li").count() == 0
    with transaction.atomic():
        jobs_in(queue="mail", task="later")
    page.locator("#jobs li").wait_for(timeout=15_000)


def test_notifications(screen, operator):
    assert screen.open("/notifications/").status == 200
    looks_right(screen, "notifications-empty")
    now = timezone.now()
    told = (
        ("تم تسجيل مراسلتكم عدد 2026/1284 بمكتب الضبط", "وصلكم الرقمي جاهز؛ يمكنكم تنزيله والتحقق منه.", 0),
        ("Nouvelle lettre affectée : 2026/77", "La directrice vous demande un avis avant jeudi.", 3),
        ("تأشيرة مطلوبة", "", 30),
    )
    for subject, body, hours in told:
        said = {"kind": "letters.new", "subject": subject, "body": body, "url": "/account/"}
        notifications.notify(person_id=operator.pk, now=now - timedelta(hours=hours), **said)
    screen.open("/notifications/")
    looks_right(screen, "notifications")
    screen.page.locator("#notifications form[action$='/read/']").last.locator("button").click()
    screen.page.wait_for_load_state("networkidle")
    assert notifications.unread_count(operator.pk) == 2


def test_preferences(screen, operator, monkeypatch):
    from diwan.core.notifications import queries

    kinds = {"deposit.accepted": "قبول مراسلة · courrier accepté", "letters.new": "مراسلة جديدة"}
    monkeypatch.setattr(queries, "KINDS", kinds)
    assert screen.open("/notifications/preferences/").status == 200
    looks_right(screen, "notification-preferences")
