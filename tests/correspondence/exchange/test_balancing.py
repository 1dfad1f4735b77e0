"""Both ends come to hold the same evidence, whatever was lost on the way."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery.models import Arrival
from diwan.correspondence.delivery.operations import carrying
from diwan.correspondence.exchange import calling, protocol
from diwan.correspondence.exchange.models import OutgoingMessage
from diwan.correspondence.exchange.operations import balancing, directory, news
from diwan.correspondence.exchange.operations import sending as sendings
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.delivery import addressee, events, outgoing, send
from tests.helpers.exchange import HERE, events_in, pdf

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


# --- means ---------------------------------------------------------------------------------------------------------


class There:
    """The other instance, as far as it compares evidence: what it made, what it holds."""

    def __init__(self, peer, instance, sending) -> None:
        self.peer, self.instance, self.sending = peer, instance, sending
        self.made: list[dict[str, str]] = []
        self.held = {str(one) for one in sending.evidence.values_list("uid", flat=True)}

    def proof(self, event) -> dict[str, str]:
        one = self.peer.proof_of(self.sending.message_id, self.sending.envelope, event, "DGI")
        self.held |= set(uids([one]))
        return one

    def sealed(self, one):
        return protocol.read_sealed(one)

    def answer(self, path: str, said: dict) -> dict:
        if path == "/exchange/evidence":
            found = uids(said["evidence"])
            self.held |= set(found)
            return {"taken": found, "refused": []}
        ((key, held),) = said["held"].items()
        return {
            "held": {key: sorted(self.held)},
            "evidence": [one for one in self.made if uids([one])[0] not in held],
        }

    def __enter__(self) -> There:
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = json.dumps(there.answer(self.path, said)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.instance.base_url = f"http://127.0.0.1:{self.server.server_port}"
        self.instance.save(update_fields=["base_url"])
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def carried(ministry, instance, peer):
    """A letter on its way to the other instance, whose first try began, and that instance."""
    directory.read(instance_id=instance.pk, sealed=peer.directory(peer.body("DGI")), now=people.NOW)
    letter = outgoing(ministry, addressee(ministry, unit=None, body=f"{peer.realm}/DGI"))
    sending = send(ministry, letter, "exchange")
    carrying.begin(sending_id=sending.pk, now=people.NOW)
    sendings.settle(sending, timezone.now())
    return sending, There(peer, instance, sending)


def uids(proofs) -> list[str]:
    return [json.loads(one["document"])["id"] for one in proofs]
