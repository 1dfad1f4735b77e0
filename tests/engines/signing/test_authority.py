"""POST /tsa, asked by OpenSSL's own client and checked by its own verifier."""

import subprocess
from datetime import UTC, datetime

import pytest
from asn1crypto import tsp
from django.test import Client

from diwan.engines.signing import api, authority

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


def openssl(tmp_path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["openssl", "ts", *arguments], cwd=tmp_path, capture_output=True, check=False)


def query(tmp_path, *options: str) -> bytes:
    (tmp_path / "data").write_bytes(b"a letter")
    assert openssl(tmp_path, "-query", "-data", "data", "-out", "query", *options).returncode == 0
    return (tmp_path / "query").read_bytes()


def ask(body: bytes) -> authority.Response:
    response = Client(enforce_csrf_checks=True).post("/tsa", body, content_type=QUERY)
    assert (response.status_code, response["Content-Type"]) == (200, REPLY)
    return authority.Response.load(response.content)


def info(response: authority.Response) -> tsp.TSTInfo:
    assert response["status"]["status"].native == "granted"
    return response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed


def refusal(response: authority.Response) -> set[str]:
    assert response["status"]["status"].native == "rejection"
    assert not response["time_stamp_token"].native
    return response["status"]["fail_info"].native


@pytest.mark.parametrize("options", [["-sha256", "-cert"], ["-sha512", "-cert"], ["-sha384", "-cert", "-no_nonce"]])
def test_openssl_verifies_the_reply_to_its_own_query(tmp_path, options):
    response = ask(query(tmp_path, *options))
    (tmp_path / "reply").write_bytes(response.dump())
    (tmp_path / "root.pem").write_bytes(api.root_certificate_pem())
    verify = ["-verify", "-queryfile", "query", "-in", "reply", "-CAfile", "root.pem"]
    done = openssl(tmp_path, *verify)
    assert b"Verification: OK" in done.stdout, done.stderr
    query(tmp_path, *options, "-data", "root.pem")  # a query over something else
    assert b"Verification: OK" not in openssl(tmp_path, *verify).stdout


def test_the_reply_repeats_the_nonce_and_names_the_policy(tmp_path):
    asked = query(tmp_path, "-sha256")
    given = info(ask(asked))
    assert given["nonce"].native == tsp.TimeStampReq.load(asked)["nonce"].native
    assert given["policy"].native == authority.POLICY
    assert abs((given["gen_time"].native - datetime.now(UTC)).total_seconds()) < 5


def test_certificates_come_only_when_asked_for(tmp_path):
    without, with_ = ask(query(tmp_path, "-sha256")), ask(query(tmp_path, "-sha256", "-cert"))
    assert not without["time_stamp_token"]["content"]["certificates"].native
    assert len(with_["time_stamp_token"]["content"]["certificates"]) == 2


def test_no_serial_number_comes_twice(tmp_path):
    asked = query(tmp_path, "-sha256")
    given = {authority.Response.load(authority.reply(asked)) for _ in range(200)}
    assert len({info(one)["serial_number"].native for one in given}) == 200


def test_every_token_has_the_same_size(tmp_path):
    """A seal leaves room for it beforehand."""
    asked = query(tmp_path, "-sha256", "-cert")
    assert len({len(authority.reply(asked)) for _ in range(50)}) == 1


def test_openssl_reads_our_refusals(tmp_path):
    (tmp_path / "reply").write_bytes(ask(b"garbage").dump())
    said = openssl(tmp_path, "-reply", "-in", "reply", "-text").stdout
    assert b"Status: Rejected." in said
    assert b"not a time-stamp request" in said


@pytest.mark.parametrize("digest", ["-sha1", "-md5"])
def test_a_weak_digest_is_refused_in_the_words_of_the_standard(tmp_path, digest):
    assert refusal(ask(query(tmp_path, digest))) == {"bad_alg"}


def test_another_policy_is_refused(tmp_path):
    assert refusal(ask(query(tmp_path, "-sha256", "-tspolicy", "1.2.3.4"))) == {"unaccepted_policy"}


def test_a_digest_of_the_wrong_length_is_refused(tmp_path):
    request = tsp.TimeStampReq.load(query(tmp_path, "-sha256"))
    request["message_imprint"]["hashed_message"] = b"short"
    assert refusal(ask(request.dump(force=True))) == {"bad_data_format"}


@pytest.mark.parametrize("body", [b"0", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"\xff" * 300, b"\x30" * 16_000])
def test_garbage_gets_a_refusal_and_no_fault(body):
    assert refusal(ask(body)) == {"bad_data_format"}


def test_a_request_cut_short_anywhere_gets_a_refusal(tmp_path):
    asked = query(tmp_path, "-sha256")
    assert all(refusal(ask(asked[:end])) == {"bad_data_format"} for end in range(1, len(asked)))


def test_the_protocol_is_kept_to():
    client = Client()
    assert client.get("/tsa").status_code == 405
    assert client.post("/tsa", b"x", content_type="text/plain").status_code == 415
    assert client.post("/tsa", b"x" * 20_000, content_type=QUERY).status_code == 413
