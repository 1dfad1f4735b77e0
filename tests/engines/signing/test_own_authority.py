"""The instance's own certification authority, read by the real openssl."""

from __future__ import annotations

import base64
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.urls import reverse

from diwan.core.accounts.api import Proof
from diwan.core.organisations.api import actor_for
from diwan.engines.signing import api, keys, revocation
from diwan.engines.signing.models import IssuedCertificate, PersonKey
from diwan.engines.signing.operations import owning
from diwan.engines.signing.pki import hierarchy, profile
from diwan.kit.refusals import NotAllowed
from tests.core import people

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def own_ca(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    settings.DIWAN_PUBLIC_URL = "https://diwan.example"
    yield tmp_path
    keys._identity.cache_clear()


@pytest.fixture
def amina(own_ca):
    ministry = people.administration()
    user = people.person()
    people.seat(user, people.post(people.root(ministry)))
    return user


def actor(user):
    return actor_for(user.pk, datetime.now(UTC))


def given(user, level="simple"):
    proof = Proof("totp", datetime.now(UTC)) if level == "advanced" else None
    return api.ask_certificate(actor=actor(user), level=level, proof=proof, now=datetime.now(UTC))


def openssl(*said, given=b"", status=0):
    done = subprocess.run(["openssl", *map(str, said)], input=given, capture_output=True, check=False)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode() + done.stderr.decode()


@pytest.fixture
def on_disk(amina, tmp_path):
    """What openssl is given: the chain, the certificate of Amina."""
    row = given(amina, "advanced")
    (tmp_path / "amina.pem").write_bytes(
        x509.load_der_x509_certificate(bytes(row.certificate)).public_bytes(Encoding.PEM)
    )
    issuing, root = x509.load_pem_x509_certificates(bytes(row.chain))
    (tmp_path / "issuing.pem").write_bytes(issuing.public_bytes(Encoding.PEM))
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    return row


def test_a_certificate_names_a_person_and_no_post(amina):
    row = given(amina)
    certificate = x509.load_der_x509_certificate(bytes(row.certificate))
    assert [one.value for one in certificate.subject] == [
        "MA",
        "Ministère de l'éducation nationale",
        "Amina El Alaoui",
        f"DIWAN-{amina.pk}",
    ]
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.content_commitment
    assert not usage.value.digital_signature
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < timedelta(days=366)
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name[0].value.startswith("https://diwan.example/pki/issuing-")
    assert certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value.startswith("Diwan issuing")


def test_openssl_follows_the_chain_and_reads_the_lists(client, on_disk, tmp_path):
    name = on_disk.issued.issuer
    for one in ("root", name):
        answer = client.get(reverse("signing:revocation_list", args=[one]))
        assert answer["Content-Type"] == "application/pkix-crl"
        assert "max-age" in answer["Cache-Control"]
        (tmp_path / f"{one}.crl").write_bytes(answer.content)
    crl = tmp_path / f"{name}.crl"
    said = openssl("crl", "-inform", "DER", "-in", crl, "-CAfile", tmp_path / "issuing.pem", "-noout", "-text")
    assert "verify OK" in said
    assert "No Revoked Certificates" in said
    both = tmp_path / "both.pem"
    both.write_text("".join(openssl("crl", "-inform", "DER", "-in", tmp_path / f"{one}.crl") for one in ("root", name)))
    chain = ("-CAfile", tmp_path / "root.pem", "-untrusted", tmp_path / "issuing.pem")
    check = ("verify", "-crl_check_all", "-CRLfile", both, *chain, tmp_path / "amina.pem")
    assert ": OK" in openssl(*check)
    api.revoke(actor=people.SYSTEM, certificate_id=on_disk.issued.pk, reason="key_compromise", now=datetime.now(UTC))
    crl.write_bytes(client.get(reverse("signing:revocation_list", args=[name])).content)
    said = openssl("crl", "-inform", "DER", "-in", crl, "-noout", "-text")
    assert f"{int(on_disk.issued.serial, 16):X}" in said.replace(" ", "")
    assert "Key Compromise" in said
    both.write_text("".join(openssl("crl", "-inform", "DER", "-in", tmp_path / f"{one}.crl") for one in ("root", name)))
    assert "revoked" in openssl(*check, status=2)


@pytest.mark.parametrize("digest", ["-sha1", "-sha256"])
def test_openssl_asks_by_ocsp_and_believes_the_answer(client, on_disk, tmp_path, digest):
    ask = tmp_path / "ask.der"
    told = tmp_path / "told.der"
    said = ("-issuer", tmp_path / "issuing.pem", digest, "-cert", tmp_path / "amina.pem")
    openssl("ocsp", *said, "-reqout", ask)

    def answered():
        answer = client.post(reverse("signing:ocsp"), ask.read_bytes(), content_type="application/ocsp-request")
        assert answer["Content-Type"] == "application/ocsp-response"
        told.write_bytes(answer.content)
        return openssl(
            *("ocsp", "-reqin", ask, "-respin", told, "-resp_text"),
            *("-CAfile", tmp_path / "root.pem", "-verify_other", tmp_path / "issuing.pem"),
        )

    first = answered()
    assert "Response verify OK" in first
    assert "Cert Status: good" in first
    assert "WARNING" not in first  # the nonce came back
    api.revoke(actor=people.SYSTEM, certificate_id=on_disk.issued.pk, reason="superseded", now=datetime.now(UTC))
    again = answered()
    assert "Cert Status: revoked" in again
    assert "superseded" in again
    openssl("ocsp", *said, "-no_nonce", "-reqout", ask)
    text = base64.b64encode(ask.read_bytes()).decode()
    answer = client.get(reverse("signing:ocsp_get", args=[text]))
    assert "public" in answer["Cache-Control"]
    told.write_bytes(answer.content)
    assert "revoked" in openssl("ocsp", "-respin", told, "-noverify", "-resp_text")


def test_what_is_no_request_gets_a_refusal(client, own_ca):
    for body in (b"\0", b"\x30\x00", b"junk" * 1000):
        answer = client.post(reverse("signing:ocsp"), body, content_type="application/ocsp-request")
        assert answer.content.hex() == "30030a0101"  # malformedRequest
    assert client.post(reverse("signing:ocsp"), b"", content_type="text/plain").status_code == 415
    assert client.get(reverse("signing:ocsp_get", args=["%%%"])).content.hex() == "30030a0101"
    assert client.get(reverse("signing:revocation_list", args=["issuing-nobody"])).status_code == 404


def test_an_issuer_we_are_not_is_not_answered_for(client, on_disk, tmp_path):
    openssl("ocsp", "-issuer", tmp_path / "root.pem", "-serial", "5", "-reqout", tmp_path / "ask.der")
    body = (tmp_path / "ask.der").read_bytes()
    answer = client.post(reverse("signing:ocsp"), body, content_type="application/ocsp-request")
    assert answer.content.hex() == "30030a0106"  # unauthorized


def test_levels_say_what_was_proved(amina):
    with pytest.raises(owning.PresenceNeeded):
        api.ask_certificate(actor=actor(amina), level="advanced", proof=None, now=NOW)
    with pytest.raises(owning.PresenceNeeded):
        old = Proof("totp", NOW - timedelta(hours=1))
        api.ask_certificate(actor=actor(amina), level="advanced", proof=old, now=NOW)
    with pytest.raises(NotAllowed):
        api.ask_certificate(actor=actor(amina), level="qualified", proof=Proof("totp", NOW), now=NOW)
    for level in ("simple", "advanced"):
        certificate = x509.load_der_x509_certificate(bytes(given(amina, level).certificate))
        assert api.worth_of(certificate) == level
    assert [card.level for card in api.keys_of(amina.pk, datetime.now(UTC))] == ["advanced", "simple"]
    with pytest.raises(NotAllowed):
        api.ask_certificate(actor=actor(people.person("No Seat")), level="simple", proof=None, now=NOW)


def test_a_key_signs_until_it_is_revoked_and_nothing_clear_is_kept(amina, caplog):
    row = given(amina)
    signer = api.signer_for(amina.pk, str(row.pk))
    data = [b"one", b"two"]
    for octets, made in zip(data, signer.sign(data), strict=True):
        assert revocation.verified(signer.certificate, made, octets)
    secret = signer.identity.key.private_numbers().private_value.to_bytes(32, "big")
    for held in (PersonKey.objects.get(pk=row.pk).secret, repr(PersonKey.objects.values().get(pk=row.pk)).encode()):
        assert secret not in bytes(held)
        assert secret.hex().encode() not in bytes(held)
    assert secret.hex() not in caplog.text
    with pytest.raises(api.NoSignature) as no:
        api.signer_for(people.person("Another One").pk, str(row.pk))
    assert no.value.reason == "absent"
    with pytest.raises(NotAllowed):
        other = people.person("Some Body")
        api.revoke(actor=actor(other), certificate_id=row.issued_id, reason="superseded", now=NOW)
    api.revoke(actor=actor(amina), certificate_id=row.issued_id, reason="key_compromise", now=datetime.now(UTC))
    with pytest.raises(api.NoSignature) as no:
        api.signer_for(amina.pk, str(row.pk))
    assert no.value.reason == "revoked"
    assert PersonKey.objects.get(pk=row.pk).secret is None


def test_what_a_document_carries_comes_from_ourselves(amina):
    row = given(amina)
    certificate = x509.load_der_x509_certificate(bytes(row.certificate))
    issuing, root = x509.load_pem_x509_certificates(bytes(row.chain))
    (answer,) = api.revocation_of(certificate, issuing)
    assert x509.ocsp.load_der_ocsp_response(answer).certificate_status is x509.ocsp.OCSPCertStatus.GOOD
    (listed,) = api.revocation_of(issuing, root)
    assert x509.load_der_x509_crl(listed).is_signature_valid(root.public_key())
    seal = keys.seal_of("MEN")
    (listed,) = api.revocation_of(seal.certificate, seal.chain[0])
    assert x509.load_der_x509_crl(listed).is_signature_valid(seal.chain[0].public_key())


def test_the_root_leaves_and_issuing_goes_on(amina, tmp_path):
    given(amina)
    away = tmp_path / "usb"
    hierarchy.export_root(away, b"a long password")
    assert not (keys.folder() / "ca" / "root.key").exists()
    assert b"ENCRYPTED" in (away / "root.key").read_bytes()
    with pytest.raises(hierarchy.RootAway):
        hierarchy.root()
    with pytest.raises(ValueError, match=r"(?i)password|decrypt"):
        hierarchy.root(away, b"another password")
    given(amina)
    old = hierarchy.name_of(hierarchy.issuing().certificate)
    hierarchy.revoke_authority(old, hierarchy.root(away, b"a long password"), now=NOW)
    with pytest.raises(owning.AuthorityAway):
        given(amina)
    assert len(x509.load_der_x509_crl(hierarchy.root_list())) == 1
    hierarchy.issue_intermediate(hierarchy.root(away, b"a long password"), now=NOW)
    row = given(amina)
    assert row.issued.issuer != old
    assert IssuedCertificate.objects.count() == 3
    assert profile.POLICIES
