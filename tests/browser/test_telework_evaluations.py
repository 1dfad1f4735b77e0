"""A committee sits, ends one agreement and renews another: Arabic on a phone, French at a desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.telework.acts import api as acts
from diwan.telework.agreements import api as agreements
from diwan.telework.evaluations.models import Case, Member, Session
from diwan.telework.rules import api as rules
from tests.core import people
from tests.helpers import world
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.jobs import run_jobs
from tests.helpers.telework.acts import sign
from tests.helpers.telework.agreements import in_force, staffed

from .conftest import opened

SLOW = 60_000  # ms: a busy machine must not make a journey fail
ROLES = (("sg", "chair"), ("keeper", "secretary"), ("director", "member"), ("finance", "member"))


@pytest.fixture
def place(transactional_db):
    """A service of which two officers work away; nobody sits in a committee yet."""
    now = timezone.now()
    made = staffed()
    world.office(made.units["root"], "MEN")
    keeper = people.person("Keeper Of", "كاتب اللجنة", administration=made.tenant)
    people.seat(keeper, people.post(made.units["root"], "كاتب اللجنة", rights={rules.EVALUATE: "administration"}))
    made.people["keeper"] = keeper
    made.rows = [in_force(made.people[f"officer{n}"], now=now) for n in (0, 1)]
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield made


@pytest.mark.parametrize(("language", "width"), [("ar", 390), ("fr", 1440)])
def test_a_committee_ends_one_agreement_and_renews_another(browser, live_server, place, language, width):
    for desk in opened(browser, live_server, language, width, "status of (409|422)"):
        desk.sign_in(place.people["keeper"])
        the_committee_is_named(desk, place)
        a_session_is_planned(desk)
        the_manager_and_the_person_are_heard(desk, place)
        nobody_votes_before_the_quorum(desk)
        two_cases_are_voted(desk, place)
        the_minutes_are_signed(desk, place)
        the_agreements_say_so(desk, place)
        the_head_reads_the_report(desk)


def looked_at(desk, name):
    assert_no_sideways_scroll(desk.page)
    assert_no_axe_violations(desk.page)
    screenshot(desk.page, f"evaluations-{name}-{desk.name}")


def sent(desk, button, then):
    button.click()
    desk.page.wait_for_url(re.compile(then), timeout=SLOW)


def the_committee_is_named(desk, place):
    page = desk.page
    desk.open("/telework/evaluations/")
    looked_at(desk, "empty")
    for who, role in ROLES:
        desk.open("/telework/evaluations/members/new/")
        page.select_option("select[name=person]", str(place.people[who].pk))
        page.select_option("select[name=role]", role)
        sent(desk, page.locator("main form button.btn-primary"), r"/evaluations/$")
    looked_at(desk, "committee")
    assert Member.objects.count() == len(ROLES)


def a_session_is_planned(desk):
    page = desk.page
    page.locator("main a[href$='/evaluations/new/']").click()
    page.wait_for_url(re.compile(r"/evaluations/new/"), timeout=SLOW)
    page.fill("input[name=held_on]", timezone.localdate().isoformat())
    page.fill("input[name=place]", "قاعة الاجتماعات")
    for box in page.locator("input[name=agreements]").all():
        box.check()
    looked_at(desk, "plan")
    sent(desk, page.locator("main form button.btn-primary"), r"/sessions/\d+/")
    looked_at(desk, "planned")
    assert Case.objects.count() == 2


def the_manager_and_the_person_are_heard(desk, place):
    """Each reads the file; the manager of the service and the person write in it."""
    case = Case.objects.order_by("position").first()
    for who, form, words in (
        ("head", "opinion", "تأخر متكرر في تسليم المخرجات"),
        ("officer0", "statement", "تعذر الربط بالمنظومة خلال أسبوعين"),
    ):
        desk.sign_in(place.people[who])
        desk.open("/telework/evaluations/mine/")
        looked_at(desk, f"mine-{who}")
        desk.page.locator(f"main a[href*='/cases/{case.pk}/']").click()
        box = desk.page.locator(f"main form[action$='/{form}/']")
        box.locator("textarea").fill(words)
        looked_at(desk, f"file-{who}")
        sent(desk, box.locator("button[type=submit]"), rf"/cases/{case.pk}/$")
        case.refresh_from_db()
        assert getattr(case, form) == words
    desk.sign_in(place.people["keeper"])


def nobody_votes_before_the_quorum(desk):
    page, session = desk.page, Session.objects.get()
    members = {member.role: member.pk for member in Member.objects.exclude(role="member")}
    path = f"/telework/evaluations/sessions/{session.pk}/"
    case = session.cases.order_by("position").first()
    desk.open(path)
    page.check(f"input[name=present][value='{members['chair']}']")
    with page.expect_response(lambda answer: answer.request.method == "POST") as refused:
        page.locator("main form button.btn-primary").first.click()
    assert refused.value.status == 409
    looked_at(desk, "no-quorum")
    desk.open(f"/telework/evaluations/cases/{case.pk}/")
    expect(page.locator("form[action$='/vote/']")).to_have_count(0)
    desk.open(path)
    for member in Member.objects.all():
        page.check(f"input[name=present][value='{member.pk}']")
    sent(desk, page.locator("main form button.btn-primary").first, rf"{path}(\?|$)")
    looked_at(desk, "open")
    session.refresh_from_db()
    assert session.state == "open"


def two_cases_are_voted(desk, place):
    page = desk.page
    ended, renewed = Case.objects.order_by("position")
    desk.open(f"/telework/evaluations/cases/{ended.pk}/")
    form = page.locator("form[action$='/proposal/']")
    last = agreements.earliest_end(place.rows[0], timezone.localdate()) + timedelta(days=1)
    form.locator("input[name=end_on]").fill(last.isoformat())
    form.locator("textarea").fill("ضعف النتائج المسجلة")
    sent(desk, form.locator("button[type=submit]"), rf"/cases/{ended.pk}/$")
    for case, choices in ((ended, ("end", "end", "keep", "end")), (renewed, ("renew", "renew", "renew", "keep"))):
        for member, choice in zip(Member.objects.order_by("pk"), choices, strict=True):
            desk.open(f"/telework/evaluations/cases/{case.pk}/")
            form = page.locator("form[action$='/vote/']")
            form.locator("select[name=member]").select_option(str(member.pk))
            form.locator("select[name=choice]").select_option(choice)
            sent(desk, form.locator("button[type=submit]"), rf"/cases/{case.pk}/$")
        looked_at(desk, f"voted-{choices[0]}")
    assert [case.outcome for case in Case.objects.order_by("position")] == ["end", "renew"]


def the_minutes_are_signed(desk, place):
    page, session = desk.page, Session.objects.get()
    path = rf"/sessions/{session.pk}/(\?|$)"
    desk.open(f"/telework/evaluations/sessions/{session.pk}/")
    sent(desk, page.locator("form[action$='/close/'] button"), path)
    sent(desk, page.locator("form[action$='/minutes/'] button"), path)
    session.refresh_from_db()
    place.rows[0].refresh_from_db()
    assert place.rows[0].stop_on is None, "nothing happens before the minutes are signed"
    act = sign(session.minutes_act)
    assert act.state == acts.State.SIGNED
    assert act.reference
    desk.open(f"/telework/evaluations/sessions/{session.pk}/")
    expect(page.locator("main")).to_contain_text(act.reference)
    looked_at(desk, "signed")
    page.locator("main a", has_text=re.compile("محضر|Procès-verbal")).click()
    page.wait_for_url(re.compile(r"/acts/"), timeout=SLOW)
    looked_at(desk, "minutes")


def the_agreements_say_so(desk, place):
    """The manager reads on the page of each agreement what the committee decided, with the number of the minutes."""
    act = acts.about(f"evaluations.session:{Session.objects.get().pk}")[0]
    ended, renewed = place.rows
    until = renewed.ends_on
    for row in place.rows:
        row.refresh_from_db()
    assert ended.stop_on is not None
    assert renewed.ends_on > until
    desk.sign_in(place.people["head"])
    for row, name in ((ended, "ended"), (renewed, "renewed")):
        desk.open(f"/telework/agreements/{row.pk}/")
        expect(desk.page.locator("main")).to_contain_text(act.reference)
        looked_at(desk, f"agreement-{name}")
    desk.sign_in(place.people["keeper"])


def the_head_reads_the_report(desk):
    page = desk.page
    desk.open("/telework/evaluations/indicators/")
    looked_at(desk, "indicators")
    sent(desk, page.locator("form[action$='/report/'] button"), r"/acts/")
    run_jobs()
    page.reload(wait_until="networkidle")
    looked_at(desk, "report")
    report = acts.about(f"evaluations.report:{Session.objects.get().administration_id}")[0]
    assert sign(report.pk).state == acts.State.SIGNED
