"""A head at their inbox: by the keyboard alone at a desk, by thumb on a phone, in Arabic and in French (COR-2)."""

from __future__ import annotations

import io
import itertools
import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from diwan.core.files import api as files
from diwan.correspondence.circulation.models import Instruction
from diwan.correspondence.letters import api as letters
from tests.correspondence.deposits.conftest import PDF
from tests.correspondence.desk.conftest import Verb, give
from tests.helpers.browser import WIDTHS, assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.letters import furnish, incoming

from .conftest import opened

SLOW = 30_000  # ms: a busy machine must not make a journey fail
DAY, EIGHT_HOURS = timedelta(days=1), timedelta(hours=8)
BODY = (
    "سلام تام بوجود مولانا الإمام،\n\nوبعد، فعلاقة بالموضوع المشار إليه أعلاه، يشرفني أن أطلب منكم توضيح عدد المناصب."
)
SENT = [
    ("الأكاديمية الجهوية فاس-مكناس", "طلب توضيح بخصوص مناصب التعليم الابتدائي", -2, Verb.PREPARE, "normal"),
    ("فاطمة الزهراء العلوي", "طلب شهادة العمل — ثلاث وثائق مرفقة", 1, Verb.HANDLE, "normal"),
    ("وزارة الاقتصاد والمالية", "منشور حول الخدمات الرقمية للمراسلات الإدارية", None, Verb.OPINION, "very_urgent"),
    ("المديرية الإقليمية الحوز", "لائحة الموظفين المقترحين للعمل عن بعد", 5, Verb.PREPARE, "urgent"),
    ("Caisse nationale de sécurité sociale", "Convention d’échange électronique", None, Verb.ATTEND, "normal"),
    ("يوسف أيت الطالب", "تظلم بشأن نتيجة الحركة الانتقالية الجهوية", 12, Verb.HANDLE, "normal"),
]


@pytest.fixture
def ministry(transactional_db):
    place = furnish("MEN", "وزارة التربية الوطنية")
    now = timezone.now()
    for _ in range(3):
        give(place, verb=Verb.INFORM)
        incoming(place)
    for n, (sender, subject, due, verb, priority) in reversed(list(enumerate(SENT))):
        pdf = files.store(io.BytesIO(PDF + b"%% %d" % n), name="letter.pdf", now=now)
        letter = letters.register(
            actor=place.actor("clerk"),
            office_id=place.office.pk,
            kind=letters.Kind.INCOMING,
            letter=letters.NewLetter(
                subject=subject,
                body=BODY,
                priority=letters.Priority(priority),
                parties=(letters.Correspondent(name=sender),),
            ),
            pieces=[pdf.pk],
            now=now - n * EIGHT_HOURS,
        )
        due_on = None if due is None else now.date() + due * DAY
        give(place, letter=letter, verb=verb, due_on=due_on, now=now - n * EIGHT_HOURS)
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield place


@pytest.fixture(params=list(itertools.product(("ar", "fr"), WIDTHS)), ids=lambda case: f"{case[0]}-{case[1]}")
def screen(request, browser, live_server, ministry):
    yield from opened(browser, live_server, *request.param, has_touch=request.param[1] == 390)


def seen(screen, name):
    screenshot(screen.page, f"inbox-{name}-{screen.name}", full_page=False)
    assert_no_sideways_scroll(screen.page)
    assert_no_axe_violations(screen.page)


def test_the_inbox_is_read_in_both_languages_and_widths(screen, ministry):
    page = screen.page
    screen.sign_in(ministry.people["head"])
    screen.open("/inbox/")
    expect(page.locator(".row-item")).to_have_count(6)
    seen(screen, "list")
    page.locator(".row-item").first.click()
    expect(page.locator("#reading h1")).to_contain_text("مناصب التعليم")
    page.wait_for_function("() => document.querySelector('[data-pdf-pages] canvas')")
    seen(screen, "reading")
    expect(page.locator(".row-item").first).not_to_have_class(re.compile("unread"))
    assert Instruction.objects.filter(seen_at__isnull=False).count() == 1
    if screen.width == 390:
        page.locator(".back").click()
        expect(page.locator(".row-item").first).to_be_visible()


@pytest.fixture
def desk(browser, live_server, ministry):
    yield from opened(browser, live_server, "ar", 1440)


def test_an_act_is_done_in_the_pane_and_the_next_line_opens(desk, ministry):
    page, press = desk.page, desk.page.keyboard.press
    desk.sign_in(ministry.people["head"])
    desk.open("/inbox/")
    press("j")
    press("o")
    expect(page.locator("#reading h1")).to_contain_text("مناصب التعليم")
    press("d")
    expect(page.locator("#reading-pane form#giving")).to_be_visible(timeout=SLOW)
    seen(desk, "giving")
    page.fill("#id_q", "قسم")
    page.locator("#found button").first.click(timeout=SLOW)
    page.locator("#giving button.btn-primary").click(timeout=SLOW)
    expect(page.locator("#giving")).to_have_count(0, timeout=SLOW)
    page.wait_for_load_state("networkidle")
    press("a")
    page.locator("#reading-pane .wide-in textarea").first.fill("الجواب جاهز", timeout=SLOW)
    page.locator("#reading-pane .wide-in form button.btn-primary").first.click()
    expect(page.locator(".row-item")).to_have_count(5, timeout=SLOW)
    expect(page.locator("#reading h1")).not_to_contain_text("مناصب التعليم")
    seen(desk, "next")


def test_lines_chosen_on_two_pages_are_one_choice(desk, ministry):
    page, press = desk.page, desk.page.keyboard.press
    letter = letters.Letter.objects.latest("pk")
    for _ in range(40):
        give(ministry, letter=letter, now=timezone.now())
    desk.sign_in(ministry.people["head"])
    desk.open("/inbox/?folder=todo")
    press("j")
    press("x")
    page.locator("a[rel=next]").click()
    page.wait_for_url(re.compile("after="))
    press("j")
    press("x")
    expect(page.locator("[data-choice-count]")).to_contain_text("2")
    seen(desk, "choosing")
    page.locator("button[value=seen]").click()
    expect(page.locator(".chosen li")).to_have_count(2)
    seen(desk, "confirm")


def test_who_has_what(desk, ministry):
    desk.sign_in(ministry.people["head"])
    desk.open("/inbox/load/")
    desk.page.locator("tbody a").first.click()
    expect(desk.page.locator("#rows .row-item").first).to_be_visible()
    seen(desk, "load")
