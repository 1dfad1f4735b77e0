"""Calls go to the origin of the instance and nowhere else; what strangers send never breaks us."""

from __future__ import annotations

import json
import uuid

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.delivery.operations import carrying
from diwan.correspondence.exchange import protocol, transport
from diwan.correspondence.exchange.models import OutgoingMessage
from diwan.correspondence.exchange.operations import sending as sendings
from tests.core import people
from tests.helpers.delivery import addressee, events, outgoing, send
from tests.helpers.exchange import HERE, Caller, events_in, pdf
from tests.helpers.faults import changed
from tests.helpers.jobs import run_jobs

TO = f"{HERE}/MEN"


@pytest.mark.parametrize(
    "address",
    ["", "courrier.example", "ftp://x.example", "http://x.example", "https://u:p@x.example", "https://x.example/path",
     "https://x.example?q", "https://x.example:port", "file:///etc/passwd", "https://", "https://[::1", "https://a b"],
)  # fmt: skip
def test_only_an_origin_is_an_address(address):
    with pytest.raises(transport.NotAnAddress):
        transport.origin(address)


def test_plain_http_is_for_this_machine_where_it_is_allowed(settings):
    assert transport.origin("HTTPS://Courrier.Example/") == "https://courrier.example"
    assert transport.origin("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    settings.DIWAN_EXCHANGE_PLAIN_LOOPBACK = False
    with pytest.raises(transport.NotAnAddress):
        transport.origin("http://127.0.0.1:8000")


def test_names_of_examples_are_not_even_looked_up(peer, db):
    """The instances of the demo stand there: nothing may leave the machine for them."""
    instance = peer.trusted(base_url="https://courrier.example")
    with pytest.raises(transport.Unreachable, match="RFC 2606"):
        transport.call(instance, "GET", "/exchange/directory.json", headers={})


def test_a_letter_that_cannot_leave_says_why_and_when_next(ministry, instance, peer):
    """The queue of delivery shows it."""
    known(instance, peer)
    letter = outgoing(ministry, addressee(ministry, unit=None, name="الضرائب", body=f"{peer.realm}/DGI"))
    sending = send(ministry, letter, "exchange")
    sending.moved_at = timezone.now()  # jobs go by the clock of the machine, from which patience is counted
    sending.save(update_fields=["moved_at"])
    run_jobs()
    sending.refresh_from_db()
    assert (sending.state, sending.attempts) == ("waiting", 1)
    assert sending.next_attempt_at is not None
    assert instance.name in sending.last_error
    with translation.override("fr"):
        assert delivery.explained(sending) == "Rien ne répond à son adresse."
    assert events(sending) == ["SubmissionAcceptance"]


def test_a_letter_withdrawn_before_its_first_try_never_leaves(ministry, instance, peer):
    known(instance, peer)
    letter = outgoing(ministry, addressee(ministry, unit=None, body=f"{peer.realm}/DGI"))
    sending = send(ministry, letter, "exchange")
    delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
    run_jobs()
    sending.refresh_from_db()
    assert (sending.state, sending.attempts) == ("withdrawn", 0)
    assert not OutgoingMessage.objects.exists()
    instance.refresh_from_db()
    assert not instance.failures  # nobody was called


def test_a_letter_that_may_have_been_heard_of_there_is_withdrawn_by_them_alone(ministry, instance, peer):
    """Once a try began, a late copy of a call may still reach them: the letter would live on after its withdrawal."""
    known(instance, peer)
    letter = outgoing(ministry, addressee(ministry, unit=None, body=f"{peer.realm}/DGI"))
    sending = send(ministry, letter, "exchange")
    carrying.begin(sending_id=sending.pk, now=people.NOW)  # and then its worker died, or its call was lost
    delivery.withdraw(actor=ministry.actor("clerk"), sending_id=sending.pk, reason="خطأ", now=people.NOW)
    sending.refresh_from_db()
    assert (sending.state, sending.is_asked_back) == ("waiting", True)


def test_where_it_goes_is_settled_once(ministry, instance, peer):
    """A directory that changes between two tries must not send the second one to somebody else."""
    known(instance, peer)
    letter = outgoing(ministry, addressee(ministry, unit=None, body=f"{peer.realm}/DGI"))
    sending = send(ministry, letter, "exchange")
    first = sendings.settle(sending, people.NOW)
    instance.bodies.update(known_until=people.NOW)
    assert sendings.settle(sending, people.NOW).manifest == first.manifest


@pytest.mark.parametrize("body", ["", "there.example/NOBODY", f"{HERE}/MEN"])
def test_the_channel_is_not_offered_to_who_is_not_in_the_directory(ministry, instance, peer, body):
    known(instance, peer)
    letter = outgoing(ministry, addressee(ministry, unit=None, body=body))
    with pytest.raises(delivery.NoWay):
        send(ministry, letter, "exchange")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["", "/commit", "/files/" + "0" * 64]),
    method=st.sampled_from(["PUT", "POST", "GET"]),
    body=st.binary(max_size=300),
)
def test_any_octets_are_answered(caller, path, method, body):
    status, _said = Caller.ask(caller, method, f"/exchange/messages/{uuid.uuid4()}{path}", body)
    assert 400 <= status < 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.sampled_from(["manifest", "evidence", "push", "content", "letter"]), value=JSON)
def test_any_json_is_answered(ministry, peer, caller, where, value):
    if where == "push":
        status, _said = caller.ask("POST", "/exchange/evidence", json.dumps({"evidence": value}).encode())
        assert status < 500
        return
    letter = peer.manifest(TO, [])
    said = {"manifest": letter.sealed.as_json(), "evidence": []} | (
        {where: value} if where in ("manifest", "evidence") else {}
    )
    if where in ("content", "letter"):
        content = json.loads(letter.said.content) | ({"letter": value} if where == "letter" else {})
        text = json.dumps(value) if where == "content" else protocol.canonical(content).decode()
        letter = peer.manifest(TO, [], content=text)
        said["manifest"] = letter.sealed.as_json()
    status, _said = caller.ask("PUT", letter.path, json.dumps(said).encode())
    assert status < 500


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 0.999), bit=st.integers(0, 7))
def test_one_bit_turned_over_is_no_letter(ministry, peer, caller, at, bit):
    letter = peer.manifest(TO, [])
    body = json.dumps({"manifest": letter.sealed.as_json()}).encode()
    status, said = caller.ask("PUT", letter.path, changed(body, at, bit))
    assert status < 500
    if status == 200:  # it fell where nothing is said
        assert said["stage"] == "open"


def test_evidence_about_nothing_of_ours_is_not_taken(ministry, peer, caller):
    _status, said = caller.deliver(peer.manifest(TO, [pdf()]))
    assert "RelayAcceptance" in events_in(said)
    status, answer = caller.ask("POST", "/exchange/evidence", json.dumps({"evidence": said["evidence"]}).encode())
    assert (status, answer["taken"], len(answer["refused"])) == (200, [], len(said["evidence"]))


def known(instance, peer) -> None:
    from diwan.correspondence.exchange.operations import directory

    directory.read(instance_id=instance.pk, sealed=peer.directory(peer.body("DGI")), now=people.NOW)
