"""Both ends come to hold the same evidence, whatever was lost on the way."""

from __future__ import annotations

import pytest
from django.utils import timezone

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery.models import Arrival
from diwan.correspondence.delivery.operations import carrying
from diwan.correspondence.exchange import calling
from diwan.correspondence.exchange.models import OutgoingMessage
from diwan.correspondence.exchange.operations import balancing, news
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.delivery import events
from tests.helpers.exchange import HERE, carried, events_in, pdf, uids

TO = f"{HERE}/MEN"
TAKEN = ["RelayAcceptance", "NotificationForAcceptance"]
Event = delivery.Event


@pytest.fixture(autouse=True)
def _trusted(peer) -> None:
    signing.trust_root(peer.root)


# --- of theirs, that came here -------------------------------------------------------------------------------------


def test_a_small_letter_is_one_call(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf(), pdf("2")])
    status, said = caller.announce(letter, files=letter.files)
    assert (status, said["stage"], said["missing"], events_in(said)) == (200, "accepted", [], TAKEN)
    assert Arrival.objects.get().pieces.count() == 2


def test_a_file_that_broke_in_that_call_is_asked_for(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf(), pdf("2")])
    _status, said = caller.announce(letter, files=[letter.files[0], letter.files[1][:-1] + b"?"], names=letter.files)
    assert (said["stage"], len(said["missing"])) == ("open", 1)
    assert not Arrival.objects.exists()
    assert caller.announce(letter, files=letter.files)[1]["stage"] == "accepted"


def test_a_file_refused_in_that_call_refuses_the_letter(ministry, peer, caller):
    letter = peer.manifest(TO, [b"MZ no letter", pdf()])
    _status, said = caller.announce(letter, files=letter.files)
    assert (said["stage"], events_in(said)) == ("refused", ["RelayRejection:file_refused"])


def test_they_are_given_what_they_lack_and_told_what_is_here(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    own = peer.proof(letter, Event.SUBMISSION_ACCEPTANCE)
    caller.announce(letter, [own], files=letter.files)
    status, said = caller.balance({letter.key: []})
    assert (status, events_in(said), len(said["held"][str(letter.key)])) == (200, TAKEN, 3)
    lost = uids(said["evidence"])[1]
    _status, again = caller.balance({letter.key: set(said["held"][str(letter.key)]) - {lost}})
    assert uids(again["evidence"]) == [lost]
    assert caller.balance({letter.key: said["held"][str(letter.key)]})[1]["evidence"] == []


def test_of_a_message_that_never_came_nothing_is_held(ministry, peer, caller):
    letter = peer.manifest(TO, [])
    assert caller.balance({letter.key: []}) == (200, {"held": {}, "evidence": []})


def test_a_refusal_is_given_again(ministry, peer, caller):
    letter = peer.manifest(f"{HERE}/NOBODY", [])
    caller.announce(letter)
    assert events_in(caller.balance({letter.key: []})[1]) == ["RelayRejection:body_unknown"]


def test_what_the_sender_sealed_later_is_kept_once(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter, files=letter.files)
    late = peer.proof(letter, Event.RELAY_FAILURE)
    for _n in range(2):
        assert caller.push([late])[1] == {"taken": uids([late]), "refused": []}
    arrival = Arrival.objects.get()
    assert events(arrival) == [*TAKEN, "RelayFailure"]
    assert uids([late])[0] in caller.balance({letter.key: []})[1]["held"][str(letter.key)]


def test_what_is_sealed_before_the_files_came_is_kept_for_the_arrival(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter)
    late = peer.proof(letter, Event.SUBMISSION_ACCEPTANCE)
    assert caller.push([late])[1]["taken"] == uids([late])
    assert caller.balance({letter.key: []})[1]["held"] == {str(letter.key): uids([late])}
    caller.deliver(letter)
    assert set(events(Arrival.objects.get())) == {*TAKEN, "SubmissionAcceptance"}


@pytest.mark.parametrize("event", [Event.CONSIGNMENT_ACCEPTANCE, Event.RELAY_ACCEPTANCE])
def test_a_sender_does_not_tell_what_happened_here(ministry, peer, caller, event):
    """It would take the place of what our registry seals when it decides."""
    letter = peer.manifest(TO, [pdf()])
    forged = peer.proof(letter, event)
    assert caller.announce(letter, [forged])[0] == 400
    caller.announce(letter, files=letter.files)
    assert caller.push([forged])[1]["taken"] == []


# --- of ours, that went there --------------------------------------------------------------------------------------


def test_what_a_lost_answer_carried_is_asked_for(ministry, instance, peer):
    """Their decision outran the answer to our last call: nobody would call about that letter again."""
    sending, there = carried(ministry, instance, peer)
    handed = there.proof(Event.CONTENT_HANDOVER)
    news.take(instance=instance, sealed=[there.sealed(handed)], now=timezone.now())
    sending.refresh_from_db()
    assert (sending.state, OutgoingMessage.objects.get().stage) == ("accepted", "open")
    there.made += [there.proof(Event.RELAY_ACCEPTANCE), there.proof(Event.NOTIFICATION_FOR_ACCEPTANCE)]
    with there:
        assert balancing.due(timezone.now()) == {instance.pk}
        calling.balance(instance_id=instance.pk)
    assert set(events(sending)) == {"SubmissionAcceptance", "ContentHandover", *TAKEN}
    assert OutgoingMessage.objects.get().balanced_at
    assert balancing.due(timezone.now()) == set()


def test_they_are_brought_what_they_lack(ministry, instance, peer):
    sending, there = carried(ministry, instance, peer)
    there.held.clear()  # our announcement came without its evidence
    news.take(instance=instance, sealed=[there.sealed(there.proof(Event.CONTENT_HANDOVER))], now=timezone.now())
    with there:
        calling.balance(instance_id=instance.pk)
    assert there.held >= {str(one) for one in sending.evidence.values_list("uid", flat=True)}
    assert OutgoingMessage.objects.get().balanced_at


def test_evidence_made_later_makes_it_unequal_again(ministry, instance, peer):
    sending, there = carried(ministry, instance, peer)
    OutgoingMessage.objects.update(balanced_at=people.NOW)
    over = delivery.impossible("trop tard", delivery.Why.GIVEN_UP, Event.RELAY_FAILURE)
    carrying.note(sending_id=sending.pk, outcome=over, now=timezone.now())
    assert OutgoingMessage.objects.get().balanced_at is None
    with there:
        calling.balance(instance_id=instance.pk)
    assert len(there.held) == 2
    assert OutgoingMessage.objects.get().balanced_at


def test_what_is_still_carried_is_not_compared(ministry, instance, peer):
    carried(ministry, instance, peer)
    assert balancing.due(timezone.now()) == set()


def test_an_instance_that_is_silent_is_asked_another_time(ministry, instance, peer):
    _sending, there = carried(ministry, instance, peer)
    news.take(instance=instance, sealed=[there.sealed(there.proof(Event.CONTENT_HANDOVER))], now=timezone.now())
    calling.balance(instance_id=instance.pk)
    assert OutgoingMessage.objects.get().balanced_at is None
    assert balancing.due(timezone.now()) == {instance.pk}
