"""Bodies of other instances: believed under the pinned root, kept with their history, followed to their successor."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from diwan.correspondence.exchange import protocol
from diwan.correspondence.exchange.enums import Fault
from diwan.correspondence.exchange.models import Body
from diwan.correspondence.exchange.operations import directory, peers
from diwan.correspondence.exchange.queries import routing
from diwan.correspondence.exchange.words import spoken
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers.exchange import HERE, OPERATOR, Peer
from tests.helpers.jobs import run_jobs

DAY = timedelta(days=1)


def read(instance, sealed):
    instance.refresh_from_db()
    return directory.read(instance_id=instance.pk, sealed=sealed, now=people.NOW)


def test_bodies_are_found_however_they_are_spelt(instance, peer):
    read(instance, peer.directory(peer.body("DGI", "الإدارة العامة للضرائب"), peer.body("DGI/RABAT", "مكتب الرباط")))
    for text in ("الادارة", "dgi", "ضرائب"):
        assert next(body.code for body in routing.bodies(text, people.NOW)) == "there.example/DGI", text
    instance.state, instance.suspension = "suspended", "سبب"
    instance.save()
    assert not routing.bodies("dgi", people.NOW)


def test_what_changed_is_kept_as_it_was(instance, peer):
    assert read(instance, peer.directory(peer.body("DGI", "قديم"), peer.body("DGX"))) == 2
    assert read(instance, peer.directory(peer.body("DGI", "جديد"), version=2)) == 2
    assert [
        (row.name_ar, row.known_until is None) for row in Body.objects.filter(code__endswith="DGI").order_by("pk")
    ] == [
        ("قديم", False),
        ("جديد", True),
    ]
    assert not Body.objects.known().filter(code__endswith="DGX").exists()
    assert read(instance, peer.directory(peer.body("DGI", "جديد"), version=3)) == 0


def test_a_letter_follows_the_successor_as_of_the_day(instance, peer, tmp_path):
    other = Peer(tmp_path / "elsewhere", "elsewhere.example")
    there = other.trusted(base_url="http://127.0.0.1:10")
    ends = people.TODAY + 9 * DAY
    heir = f"{other.realm}/NEW"
    read(instance, peer.directory(peer.body("DGI", until=ends, successor=heir)))
    read(there, other.directory(other.body("NEW", since=ends)))
    code = "there.example/DGI"
    assert routing.route(code, people.NOW).body.code == code
    found = routing.route(code, people.NOW + 10 * DAY)
    assert (found.body.code, found.instance, found.instead_of) == (heir, there, code)


def test_successors_in_a_circle_lead_nowhere(instance, peer):
    gone = {"until": people.TODAY}
    first = peer.body("A", successor="there.example/B", **gone)
    read(instance, peer.directory(first, peer.body("B", successor="there.example/A", **gone)))
    assert routing.route("there.example/A", people.NOW) is None
    assert routing.route("there.example/NOBODY", people.NOW) is None


@pytest.mark.parametrize("what", ["another root", "older", "another realm", "an administration", "a body of others"])
def test_a_directory_that_is_not_theirs_is_refused(instance, peer, tmp_path, what):
    read(instance, peer.directory(peer.body("DGI"), version=5))
    sealed = {
        "another root": lambda: Peer(tmp_path / "x", peer.realm).directory(version=6),
        "older": lambda: peer.directory(version=4),
        "another realm": lambda: peer.directory(version=6, realm="x.example"),
        "an administration": lambda: peer.seal(peer.directory(version=6).document, "DGI"),
        "a body of others": lambda: peer.directory(Peer(tmp_path / "x", HERE).body("MEN"), version=6),
    }[what]()
    with pytest.raises((directory.NotTheirDirectory, protocol.Malformed)):
        read(instance, sealed)
    assert Body.objects.known().count() == 1


def test_ours_is_sealed_anew_only_when_it_changed(ministry, client):
    assert client.get("/exchange/directory.json").status_code == 404
    first = directory.publish(now=people.NOW)
    assert directory.publish(now=people.NOW + DAY) is None
    answer = client.get("/exchange/directory.json")
    sealed = protocol.read_sealed(json.loads(answer.content))
    said = directory.checked(sealed, root=signing.root_certificate_pem().decode())
    assert [body.code for body in said.bodies] == [f"{HERE}/MEN", f"{HERE}/MEN/MEN"]
    assert client.get("/exchange/directory.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert first.version == said.version == 1


def test_both_read_the_same_digits(instance, peer):
    assert spoken(instance.fingerprint) == spoken(signing.fingerprint_of(peer.root))
    assert len(spoken(instance.fingerprint)) == 6
    assert all(len(group) == 5 and group.isdigit() for group in spoken(instance.fingerprint))


def test_an_instance_is_trusted_by_the_fingerprint_that_was_compared(db, peer, ministry):
    row = peers.propose(actor=OPERATOR, name="هناك", address="http://127.0.0.1:9/", now=people.NOW)
    trust = {"actor": OPERATOR, "instance_id": row.pk, "now": people.NOW}
    with pytest.raises(peers.NotMetYet):
        peers.trust(fingerprint="", **trust)
    met = {"realm": peer.realm, "root": peer.root, "fingerprint": signing.fingerprint_of(peer.root)}
    peers.introduce(instance_id=row.pk, now=people.NOW, **met)
    with pytest.raises(peers.AnotherFingerprint):
        peers.trust(fingerprint="0" * 64, **trust)
    with pytest.raises(NotAllowed):
        peers.trust(fingerprint=met["fingerprint"], **trust | {"actor": ministry.actor("clerk")})
    assert peers.trust(fingerprint=met["fingerprint"], **trust).is_trusted
    with pytest.raises(peers.AnotherState):  # what it says of itself later changes nothing
        peers.introduce(instance_id=row.pk, now=people.NOW, **met | {"fingerprint": "0" * 64})


def test_one_that_does_not_answer_says_why_and_is_left_alone(instance):
    for _n in range(peers.AFTER):
        peers.failed(instance.pk, Fault.SLOW, "ConnectTimeout", people.NOW)
    instance.refresh_from_db()
    assert (instance.failures, instance.last_fault, instance.last_error) == (peers.AFTER, "slow", "ConnectTimeout")
    assert people.NOW < instance.retry_at < people.NOW + timedelta(seconds=6)
    peers.answered(instance, people.NOW)
    instance.refresh_from_db()
    assert (instance.failures, instance.retry_at, instance.last_fault, instance.last_error) == (0, None, "", "")


def test_nobody_is_met_where_nobody_is(db):
    row = peers.propose(actor=OPERATOR, name="هناك", address="http://127.0.0.1:9", now=people.NOW)
    run_jobs()
    row.refresh_from_db()
    assert row.last_fault == Fault.CLOSED
    assert "127.0.0.1" in row.last_error
    assert not row.fingerprint
