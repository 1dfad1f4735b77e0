"""By post: slip, list, and the card that comes back, entered by its bar code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery import barcode, printing
from diwan.correspondence.delivery.models import PostItem
from diwan.correspondence.delivery.operations import post
from diwan.correspondence.letters import api as letters
from tests.core import people
from tests.helpers.delivery import events, outgoing, send
from tests.helpers.jobs import run_jobs


@pytest.fixture
def posted(ministry: Any) -> Any:
    company = letters.Correspondent(
        role=letters.PartyRole.ADDRESSEE,
        kind=letters.PartyKind.COMPANY,
        name="شركة النور",
        address="12 شارع محمد الخامس\nالرباط",
    )
    sending = send(ministry, outgoing(ministry, company), "post")
    run_jobs()
    sending.refresh_from_db()
    return sending


def handed(ministry: Any) -> Any:
    return post.hand_to_post(actor=ministry.actor("clerk"), office_id=ministry.office.pk, now=timezone.now())


def back(ministry: Any, sending: Any, why: Any, **more: Any) -> Any:
    today = timezone.now().date()
    said = {"code": sending.item.barcode.lower(), "why": why, "on": today, "now": timezone.now()} | more
    return post.came_back(actor=ministry.actor("clerk"), **said)


def test_the_post_has_it_when_the_list_is_closed(ministry, posted):
    assert posted.state == "handed"
    assert events(posted) == ["SubmissionAcceptance"]
    batch = handed(ministry)
    assert batch.items.get().sending_id == posted.pk
    assert sorted(events(posted)) == ["RelayToNonERDS", "SubmissionAcceptance"]
    with pytest.raises(post.NothingToHand):
        handed(ministry)


@pytest.mark.parametrize(
    ("why", "state", "event"),
    [
        (delivery.Why.NONE, "accepted", "ContentHandover"),
        (delivery.Why.POST_REFUSED, "refused", "ConsignmentRejection"),
        (delivery.Why.UNKNOWN_ADDRESS, "returned", "ContentHandoverFailure"),
        (delivery.Why.UNCLAIMED, "returned", "ContentHandoverFailure"),
        (delivery.Why.LOST, "failed", "RelayToNonERDSFailure"),
    ],
)
def test_what_comes_back(ministry, posted, why, state, event):
    handed(ministry)
    back(ministry, posted, why, carrier_number="RR123456785MA")
    posted.refresh_from_db()
    assert posted.state == state
    assert sorted(events(posted)) == sorted(["SubmissionAcceptance", "RelayToNonERDS", event])
    with pytest.raises(post.NotWithThePost):
        back(ministry, posted, why)


def test_refusals(ministry, other_ministry, posted):
    with pytest.raises(post.NotWithThePost):
        back(ministry, posted, delivery.Why.NONE)
    handed(ministry)
    with pytest.raises(post.ComesFromTheFuture):
        back(ministry, posted, delivery.Why.NONE, on=timezone.now().date() + timedelta(days=3))
    with pytest.raises(post.NoSuchItem):
        back(ministry, posted, delivery.Why.NONE, code="D00000000000")
    with pytest.raises(post.NoSuchItem):
        back(other_ministry, posted, delivery.Why.NONE)
    with pytest.raises(delivery.TooLate):
        delivery.withdraw(actor=ministry.actor("clerk"), sending_id=posted.pk, reason="خطأ", now=people.NOW)


def test_withdrawn_before_the_post_has_it(ministry, posted):
    delivery.withdraw(actor=ministry.actor("clerk"), sending_id=posted.pk, reason="خطأ", now=people.NOW)
    with pytest.raises(post.NothingToHand):
        handed(ministry)


class TestBarcode:
    def test_every_symbol_is_eleven_modules_and_unlike_the_others(self):
        assert len(barcode.WIDTHS) == 107
        assert len(set(barcode.WIDTHS)) == 107
        assert {sum(map(int, one)) for one in barcode.WIDTHS[:106]} == {11}
        assert sum(map(int, barcode.WIDTHS[106])) == 13
        # ISO/IEC 15417: the bars of a symbol make an even number of modules
        assert all(sum(map(int, one[::2])) % 2 == 0 for one in barcode.WIDTHS[:106])

    def test_a_mistyped_number_is_seen(self):
        number = barcode.number(1234567)
        assert barcode.is_number(number)
        for place in range(1, 11):
            wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
            assert not barcode.is_number(wrong)

    def test_the_check_of_a_known_symbol(self):
        assert barcode.values("PJJ123C")[-2] == 55  # the example of the standard's literature

    def test_a_reader_reads_it(self, posted):
        zxing = pytest.importorskip("zxingcpp")
        import pypdfium2

        page = pypdfium2.PdfDocument(printing.slip(posted, timezone.now()))[0]
        image = page.render(scale=3).to_pil()
        assert {found.text for found in zxing.read_barcodes(image)} == {posted.item.barcode}


def test_what_is_printed(ministry, posted):
    import pypdfium2

    slip = pypdfium2.PdfDocument(printing.slip(posted, timezone.now()))
    assert len(slip) == 1
    digits = posted.item.barcode[1:]  # the letter before them stands elsewhere in the order of pdfium
    assert digits in slip[0].get_textpage().get_text_range()
    listed = pypdfium2.PdfDocument(printing.batch(handed(ministry), timezone.now()))
    assert digits in listed[0].get_textpage().get_text_range()
    assert PostItem.objects.get().batch_id
