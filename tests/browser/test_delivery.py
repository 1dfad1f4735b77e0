"""A letter between two ministries: refused, sent again, accepted, returned; Arabic at a desk, French on a phone."""

from __future__ import annotations

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from diwan.correspondence.delivery.models import Arrival, Sending
from diwan.correspondence.letters import api as letters
from tests.correspondence.deposits.conftest import PDF
from tests.helpers.browser import assert_no_axe_violations, assert_no_sideways_scroll, screenshot
from tests.helpers.delivery import outgoing, stored
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish

from .conftest import opened

SLOW = 30_000  # ms: a busy machine must not make a journey fail


@pytest.fixture
def houses(transactional_db):
    here, there = furnish("MEN", "وزارة التربية الوطنية"), furnish("MEF", "وزارة الاقتصاد والمالية")
    with override_settings(DIWAN_SECOND_FACTOR_REQUIRED=False):
        yield here, there


@pytest.fixture
def sender(browser, live_server, houses):
    yield from opened(browser, live_server, "ar", 1440)


@pytest.fixture
def receiver(browser, live_server, houses):
    yield from opened(browser, live_server, "fr", 390, has_touch=True)


def looked_at(window, name):
    assert_no_sideways_scroll(window.page)
    assert_no_axe_violations(window.page)
    screenshot(window.page, name)


def test_refused_sent_again_accepted_and_returned(sender, receiver, houses):
    here, there = houses
    letter = outgoing(here, there, pieces=[stored(content=PDF)])  # one that a reader of PDF can show
    sender.sign_in(here.people["clerk"])
    receiver.sign_in(there.people["clerk"])

    # The sender: the channel is proposed, with its reason; one key sends.
    sender.open(f"/deliveries/letter/{letter.pk}/")
    expect(sender.page.locator(".addressees")).to_contain_text("هذه الإدارة تعمل في النظام نفسه")
    looked_at(sender, "delivery-send-ar-1440")
    sender.page.keyboard.press("s")
    expect(sender.page.locator(".story")).to_contain_text("تم التكفل بالمراسلة", timeout=SLOW)
    run_jobs()

    # The receiver: refuses, with a reason.
    receiver.open("/arrivals/")
    looked_at(receiver, "delivery-arrivals-fr-390")
    receiver.page.locator(".row-item").click()
    expect(receiver.page.locator("#reading h1")).to_contain_text(letter.subject)
    looked_at(receiver, "delivery-arrival-fr-390")
    receiver.page.get_by_role("button", name=re.compile("Refuser…")).click()
    receiver.page.locator("#refuse_code").select_option("incomplete")
    receiver.page.locator("#refuse_reason").fill("L’annexe 2 manque")
    receiver.page.get_by_role("button", name="Refuser le courrier").click()
    expect(receiver.page.locator(".notice-error")).to_contain_text("L’annexe 2 manque", timeout=SLOW)
    run_jobs()

    # The sender: sees why, and sends again.
    first = Sending.objects.get()
    sender.open(f"/deliveries/{first.pk}/")
    expect(sender.page.locator(".notice-error")).to_contain_text("L’annexe 2 manque")
    looked_at(sender, "delivery-refused-ar-1440")
    sender.page.keyboard.press("s")
    expect(sender.page.locator("h1")).to_contain_text("إعادة إرسال", timeout=SLOW)
    sender.page.keyboard.press("s")
    expect(sender.page.locator(".story")).to_contain_text("تم التكفل بالمراسلة", timeout=SLOW)
    run_jobs()

    # The receiver: accepts, by one key, then returns it.
    arrival = Arrival.objects.get(state="waiting")
    receiver.open(f"/arrivals/{arrival.pk}/")
    receiver.page.get_by_role("button", name=re.compile("Accepter et enregistrer")).click()
    expect(receiver.page.locator("#reading .notice-success")).to_be_visible(timeout=SLOW)
    came = letters.Letter.objects.get(origin=f"arrival:{arrival.pk}")
    expect(receiver.page.locator("#reading .notice-success")).to_contain_text(came.reference)
    run_jobs()
    second = Sending.objects.get(resends=first)
    sender.open(f"/deliveries/{second.pk}/")
    expect(sender.page.locator("#reading .notice-success")).to_contain_text(came.reference)
    looked_at(sender, "delivery-accepted-ar-1440")

    receiver.page.get_by_role("button", name=re.compile("Retourner à l’expéditeur…")).click()
    receiver.page.locator("#refuse_code").select_option("unsigned")
    receiver.page.locator("#refuse_reason").fill("Sans signature")
    receiver.page.get_by_role("button", name="Retourner le courrier").click()
    expect(receiver.page.locator("#reading .notice-error")).to_contain_text("Sans signature", timeout=SLOW)
    run_jobs()
    sender.open(f"/deliveries/{second.pk}/")
    expect(sender.page.locator(".story .failed")).to_contain_text("رفض المرسل إليه المراسلة")
    looked_at(sender, "delivery-returned-ar-1440")
    came.refresh_from_db()
    assert came.state == "returned"
