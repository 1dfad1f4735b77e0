"""A letter from another instance: taken once, whole, from whom it says, and proved; or refused with a reason."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from diwan.core.journal import api as journal
from diwan.correspondence.delivery.models import Arrival, Evidence
from diwan.correspondence.exchange.models import IncomingFile, IncomingMessage
from diwan.engines.signing import api as signing
from tests.helpers.exchange import HERE, Caller, Peer, events_in, fingerprint, pdf

TO = f"{HERE}/MEN"
TAKEN = ["RelayAcceptance", "NotificationForAcceptance"]


def test_a_letter_is_taken_with_its_files_and_proved(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf(), pdf()])
    status, said = caller.announce(letter)
    assert (status, said["stage"], len(said["missing"])) == (200, "open", 2)
    for one in letter.files:
        assert caller.put(letter, one) == (200, {"offset": len(one)})
    status, said = caller.commit(letter)
    assert (status, said["stage"], events_in(said)) == (200, "accepted", TAKEN)
    arrival = Arrival.objects.get(message_id=letter.key)
    assert (arrival.subject, arrival.sender_code, arrival.office_id) == (
        "طلب رأي",
        "there.example/DGI/DGI",
        ministry.office.pk,
    )
    assert [piece.file.sha256 for piece in arrival.pieces.select_related("file")] == [
        fingerprint(one) for one in letter.files
    ]


def test_the_evidence_bears_the_seal_of_the_receiving_administration(ministry, peer, caller):
    _status, said = caller.deliver(peer.manifest(TO, [pdf()]))
    for one in said["evidence"]:
        sealer = signing.verify_detached(one["document"].encode(), base64.b64decode(one["seal"]))
        assert sealer.organisation == "MEN"


def test_everything_twice_is_one_letter(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    first = caller.deliver(letter)
    again = caller.deliver(letter)
    assert first == again
    assert caller.announce(letter)[1]["stage"] == "accepted"
    assert Arrival.objects.count() == IncomingMessage.objects.count() == 1
    assert Evidence.objects.filter(ours=True).count() == len(TAKEN)


def test_evidence_that_broke_on_the_way_is_asked_for_again(ministry, peer, caller, tmp_path):
    """Taken without it, the letter would never have it: the announcement is kept as it came first."""
    letter, stranger = peer.manifest(TO, [pdf()]), Peer(tmp_path / "elsewhere")
    status, said = caller.announce(letter, [stranger.seal("{}").as_json()])
    assert (status, said["code"]) == (400, "malformed")
    assert not IncomingMessage.objects.exists()
    status, said = caller.ask("PUT", letter.path, json.dumps({"manifest": letter.sealed.as_json()}).encode())
    assert (status, said["code"]) == (400, "malformed")
    assert caller.deliver(letter)[1]["stage"] == "accepted"


def test_another_content_under_the_same_message_is_refused_and_journalled(ministry, peer, caller, instance):
    letter = peer.manifest(TO, [pdf()])
    caller.deliver(letter)
    status, said = caller.announce(peer.manifest(TO, [pdf()], key=letter.key))
    assert (status, said["code"]) == (409, "other_content")
    assert journalled(instance) == ["other_content"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sealer": "MEF"}, "not_sealed_by_sender"),
        ({"sender": "elsewhere.example/DGI/DGI"}, "not_sealed_by_sender"),
        ({"receiver": "elsewhere.example/MEN"}, "not_for_us"),
    ],
)
def test_what_is_not_theirs_to_say_is_refused(ministry, peer, caller, instance, changes, code):
    said = {"receiver": TO} | changes
    status, answer = caller.announce(peer.manifest(said.pop("receiver"), [pdf()], **said))
    assert (answer["code"], journalled(instance)) == (code, [code])
    assert status in (403, 421)
    assert not IncomingMessage.objects.exists()


def test_a_seal_under_another_root_is_refused(ministry, peer, caller, tmp_path):
    """Another instance we trust too cannot speak for an administration of this one."""
    stranger = Peer(tmp_path / "elsewhere", peer.realm)
    status, said = caller.announce(stranger.manifest(TO, [pdf()]))
    assert (status, said["code"]) == (403, "not_sealed_by_sender")


def test_a_changed_manifest_is_refused(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    changed = letter.sealed.document.replace("DGI-2026-O-000001", "DGI-2026-O-000002")
    body = {"manifest": {**letter.sealed.as_json(), "document": changed}, "evidence": []}
    status, said = caller.ask("PUT", letter.path, json.dumps(body).encode())
    assert (status, said["code"]) == (403, "not_sealed_by_sender")


@pytest.mark.parametrize(
    ("receiver", "reason"), [(f"{HERE}/NOBODY", "body_unknown"), (f"{HERE}/MEN/CLOSED", "body_unknown")]
)
def test_a_body_that_is_not_here_is_refused_with_evidence(ministry, peer, caller, receiver, reason):
    letter = peer.manifest(receiver, [pdf()])
    status, said = caller.announce(letter)
    assert (status, said["stage"], events_in(said)) == (200, "refused", [f"RelayRejection:{reason}"])
    assert caller.commit(letter)[1]["stage"] == "refused"
    assert not Arrival.objects.exists()


def test_a_file_that_no_upload_would_be_taken_as_refuses_the_letter(ministry, peer, caller):
    letter = peer.manifest(TO, [b"MZ\x90\x00 a program"])
    caller.announce(letter)
    caller.put(letter, letter.files[0])
    status, said = caller.commit(letter)
    assert (status, said["stage"], events_in(said)) == (200, "refused", ["RelayRejection:file_refused"])


def test_too_large_and_too_many_are_refused_before_a_byte_travels(ministry, peer, caller, settings):
    settings.DIWAN_FILES_PER_THING, settings.DIWAN_FILE_SIZE = 2, 1000
    assert events_in(caller.announce(peer.manifest(TO, [pdf(), pdf(), pdf()]))[1]) == ["RelayRejection:too_many_files"]
    assert events_in(caller.announce(peer.manifest(TO, [pdf("x" * 2000)]))[1]) == ["RelayRejection:too_large"]


def test_a_letter_is_not_taken_before_its_files(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf(), pdf()])
    caller.announce(letter)
    caller.put(letter, letter.files[0])
    status, said = caller.commit(letter)
    assert (status, said["code"]) == (409, "still_missing")
    assert [one["sha256"] for one in caller.announce(letter)[1]["missing"]] == [fingerprint(letter.files[1])]


def test_bytes_that_are_not_those_announced_are_not_kept(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf("one"), pdf("two")])
    caller.announce(letter)
    first, other = letter.files
    status, said = caller.put(letter, other, sha256=fingerprint(first))
    assert (status, said["code"]) == (422, "other_bytes")
    assert caller.put(letter, first)[0] == 200
    assert caller.put(letter, pdf(), sha256="0" * 64)[0] == 404


def test_a_large_file_goes_on_where_the_line_broke(ministry, peer, caller, monkeypatch):
    monkeypatch.setattr("diwan.correspondence.exchange.operations.incoming_files.SMALL", 10)
    content = pdf("x" * 5000)
    letter = peer.manifest(TO, [content])
    caller.announce(letter)
    path = f"{letter.path}/files/{fingerprint(content)}"
    assert caller.ask("PUT", path, content[:2000], **{"Upload-Offset": "0"}) == (200, {"offset": 2000})
    assert caller.announce(letter)[1]["missing"] == [{"sha256": fingerprint(content), "offset": 2000}]
    status, said = caller.ask("PUT", path, content[1000:], **{"Upload-Offset": "1000"})
    assert (status, said["code"]) == (409, "wrong_offset")
    assert caller.put(letter, content, offset=2000) == (200, {"offset": len(content)})
    assert caller.commit(letter)[1]["stage"] == "accepted"


def test_a_large_file_that_came_wrong_comes_again(ministry, peer, caller, monkeypatch):
    monkeypatch.setattr("diwan.correspondence.exchange.operations.incoming_files.SMALL", 10)
    right, wrong = pdf("x" * 3000), pdf("y" * 3000)
    letter = peer.manifest(TO, [right])
    caller.announce(letter)
    assert caller.put(letter, wrong, sha256=fingerprint(right))[1]["code"] == "other_bytes"
    assert caller.announce(letter)[1]["missing"][0]["offset"] == 0
    assert caller.put(letter, right)[0] == 200


def test_a_file_they_sent_before_is_not_asked_for_again(ministry, peer, caller):
    same = pdf("annex")
    caller.deliver(peer.manifest(TO, [same]))
    status, said = caller.announce(peer.manifest(TO, [same, same]))
    assert (status, said["missing"]) == (200, [])


def test_a_file_of_ours_or_of_others_is_asked_for(ministry, peer, caller, tmp_path):
    """To say that we have it would tell who has which."""
    same, other = pdf("secret"), Peer(tmp_path / "elsewhere", "elsewhere.example")
    other.trusted(base_url="http://127.0.0.1:10")
    Caller(other).deliver(other.manifest(TO, [same]))
    assert len(caller.announce(peer.manifest(TO, [same]))[1]["missing"]) == 1


def test_a_message_of_one_instance_is_none_of_another(ministry, peer, caller, tmp_path):
    other = Peer(tmp_path / "elsewhere", "elsewhere.example")
    other.trusted(base_url="http://127.0.0.1:10")
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter)
    assert Caller(other).commit(letter)[0] == Caller(other).put(letter, letter.files[0])[0] == 404
    assert Caller(other).balance({letter.key: []}) == (200, {"held": {}, "evidence": []})


# --- who calls -----------------------------------------------------------------------------------------------------


def test_who_does_not_prove_who_they_are_is_not_heard(ministry, peer, instance, tmp_path):
    impostor = Peer(tmp_path / "elsewhere", peer.realm)
    letter = peer.manifest(TO, [pdf()])
    for token in (
        "",
        "Diwan x.y",
        "Bearer 1",
        impostor.token(),
        peer.token(audience="other.example"),
        peer.token(code="DGI"),
        peer.token(issuer="unknown.example"),
    ):
        status, said = Caller(peer, token).announce(letter)
        assert (status, said["code"]) == (401, "not_known"), token[:20]


def test_a_clock_too_far_off_is_told_so(ministry, peer, instance):
    for minutes in (-10, 10):
        token = peer.token(at=datetime.now(UTC) + timedelta(minutes=minutes))
        status, said = Caller(peer, token).announce(peer.manifest(TO, [pdf()]))
        assert (status, said["code"]) == (401, "clock_too_far")


def test_an_old_message_is_taken_with_a_token_of_now(ministry, peer, caller):
    """Only calls are bound to the minute: a letter may have waited for days."""
    old = peer.manifest(TO, [pdf()], created_at=datetime.now(UTC) - timedelta(days=9))
    assert caller.deliver(old)[1]["stage"] == "accepted"


def test_a_suspended_instance_is_told_so_and_its_letter_waits(ministry, peer, caller, instance):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter)
    instance.state, instance.suspension = "suspended", "تحقيق"
    instance.save()
    assert caller.put(letter, letter.files[0])[1]["code"] == caller.commit(letter)[1]["code"] == "suspended"
    instance.state = "trusted"
    instance.save()
    assert caller.deliver(letter)[1]["stage"] == "accepted"


def test_files_that_came_are_kept_for_their_letter(ministry, peer, caller):
    letter = peer.manifest(TO, [pdf()])
    caller.announce(letter)
    caller.put(letter, letter.files[0])
    row = IncomingFile.objects.get()
    assert row.file.claims.filter(purpose="exchange.file").count() == 1


def journalled(instance) -> list[str]:
    found = journal.history(f"instance:{instance.pk}")
    return [one["facts"]["what"] for one in found if one["kind"] == "exchange.refused"]
