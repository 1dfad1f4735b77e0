"""A letter that left for another instance is asked back: given back there, or accepted there, never both."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery.api import WITHDRAWAL, Event, Why
from diwan.correspondence.delivery.models import Arrival
from diwan.correspondence.exchange import calling, protocol
from diwan.correspondence.exchange.models import IncomingMessage, OutgoingMessage
from diwan.correspondence.exchange.operations import news
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.delivery import events
from tests.helpers.exchange import HERE, carried, events_in, pdf, uids
from tests.helpers.jobs import run_jobs

TO = f"{HERE}/MEN"
ASKED = {"code": Why.WITHDRAWN, "words": "أرسلت خطأ", "occasion": WITHDRAWAL}
BACK = {"code": Why.WITHDRAWN, "words": "أرسلت خطأ"}


@pytest.fixture(autouse=True)
def _trusted(peer) -> None:
    signing.trust_root(peer.root)


# --- asked of us ---------------------------------------------------------------------------------------------------


def test_what_nobody_decided_on_is_given_back_once(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter, files=letter.files)
    asked = peer.proof(letter, Event.CONTENT_HANDOVER_FAILURE, **ASKED)
    for _time in range(2):
        assert caller.push([asked])[1]["taken"] == uids([asked])
    row = Arrival.objects.get()
    assert (row.state, row.reason) == ("withdrawn", "أرسلت خطأ")
    assert events(row)[-2:] == ["ContentHandoverFailure/withdrawal", "ContentHandoverFailure"]  # asked, then done
    with pytest.raises(delivery.AlreadyDecided):
        delivery.accept(actor=ministry.actor("clerk"), arrival_id=row.pk, now=people.NOW)
    _status, said = caller.announce(letter)
    assert events_in(said)[-1] == "ContentHandoverFailure"  # told again to who asks again


def test_what_was_accepted_stays_and_both_ends_see_why(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter, files=letter.files)
    row = Arrival.objects.get()
    registered = delivery.accept(actor=ministry.actor("clerk"), arrival_id=row.pk, now=people.NOW)
    caller.push([peer.proof(letter, Event.CONTENT_HANDOVER_FAILURE, **ASKED)])
    row.refresh_from_db()
    assert row.state == "registered"
    kept = row.evidence.get(event=Event.CONTENT_HANDOVER, occasion=WITHDRAWAL)
    assert kept.said["detail"] == {"registered_as": registered.reference}
    assert row.evidence.get(ours=False, occasion=WITHDRAWAL).reason == "أرسلت خطأ"


def test_asked_before_its_files_came_it_is_refused(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter)
    caller.push([peer.proof(letter, Event.CONTENT_HANDOVER_FAILURE, **ASKED)])
    assert (IncomingMessage.objects.get().stage, IncomingMessage.objects.get().refusal) == ("refused", "withdrawn")
    caller.deliver(letter)
    assert not Arrival.objects.exists()


def test_asked_with_the_announcement_it_never_comes(ministry, peer, caller):
    """Its sender does not know whether anything arrived."""
    letter = peer.manifest(TO, [pdf()])
    asked = peer.proof(letter, Event.CONTENT_HANDOVER_FAILURE, **ASKED)
    status, said = caller.announce(letter, [asked])
    assert (status, said["stage"], events_in(said)) == (200, "refused", ["RelayRejection:withdrawn"])
    assert caller.announce(letter, [asked], files=letter.files)[1]["stage"] == "refused"


def test_asked_with_a_second_announcement_it_is_given_back(ministry, peer, caller):
    """It had arrived, and the answer was lost."""
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter, files=letter.files)
    _status, said = caller.announce(letter, [peer.proof(letter, Event.CONTENT_HANDOVER_FAILURE, **ASKED)])
    assert events_in(said)[-1] == "ContentHandoverFailure"
    assert Arrival.objects.get().state == "withdrawn"


def test_nobody_else_asks_for_it(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter, files=letter.files)
    forged = peer.proof_of(letter.key, letter.said.content, Event.CONTENT_HANDOVER_FAILURE, "MEF", **ASKED)
    assert caller.push([forged])[1]["taken"] == []
    assert Arrival.objects.get().state == "waiting"


# --- asked by us ---------------------------------------------------------------------------------------------------


def test_a_letter_that_arrived_is_asked_back_and_comes_back(ministry, instance, peer):
    sending, there = arrived(ministry, instance, peer)
    with there:
        withdraw(ministry, sending)
        sending.refresh_from_db()
        assert (sending.state, sending.is_asked_back) == ("consigned", True)
        with pytest.raises(delivery.AlreadyAsked):
            withdraw(ministry, sending)
        calling.balance(instance_id=instance.pk)
        assert there.held >= {str(one) for one in sending.evidence.filter(ours=True).values_list("uid", flat=True)}
        answer(instance, there, Event.CONTENT_HANDOVER_FAILURE, **BACK)
    sending.refresh_from_db()
    assert (sending.state, sending.reason_code, sending.reason) == ("withdrawn", "withdrawn", "أرسلت خطأ")
    acts = list(sending.letter.acts.values_list("kind", flat=True))
    assert acts[-2:] == ["delivery.asked_back", "delivery.withdrawn"]


def test_a_letter_that_was_accepted_before_is_said_to_be(ministry, instance, peer):
    sending, there = arrived(ministry, instance, peer)
    with there:
        withdraw(ministry, sending)
        answer(instance, there, Event.CONTENT_HANDOVER, detail={"registered_as": "DGI-7"})
        answer(instance, there, Event.CONTENT_HANDOVER, occasion=WITHDRAWAL, detail={"registered_as": "DGI-7"})
    sending.refresh_from_db()
    assert (sending.state, sending.their_reference) == ("accepted", "DGI-7")
    with pytest.raises(delivery.TooLate):
        withdraw(ministry, sending)


def test_a_letter_that_may_not_have_arrived_is_asked_back_by_its_next_try(ministry, instance, peer, monkeypatch):
    sending, _there = carried(ministry, instance, peer)
    withdraw(ministry, sending)
    said = {}

    def put(_message, evidence, whole=None):
        said.update(asked=[one for one in evidence if protocol.asks_back(one)], whole=whole)
        refused = peer.proof_of(sending.message_id, sending.envelope, Event.RELAY_REJECTION, "DGI", **BACK)
        return {"stage": "refused", "evidence": [refused]}

    monkeypatch.setattr("diwan.correspondence.exchange.client.announce", put)
    delivery.try_now(sending_id=sending.pk, now=timezone.now())
    sending.refresh_from_db()
    assert (sending.state, OutgoingMessage.objects.get().stage) == ("withdrawn", "refused")
    assert len(said["asked"]) == 1
    assert not said["whole"]  # the letter itself does not travel any more


# --- means ---------------------------------------------------------------------------------------------------------


def arrived(ministry, instance, peer):
    """A letter that the other instance took over, and that nobody decided on."""
    sending, there = carried(ministry, instance, peer)
    answer(instance, there, Event.RELAY_ACCEPTANCE)
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "consigned"
    return sending, there


def answer(instance, there, event, **said) -> None:
    news.take(instance=instance, sealed=[there.sealed(there.proof(event, **said))], now=timezone.now())


def withdraw(ministry, sending) -> None:
    delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="أرسلت خطأ", now=timezone.now())
