"""My signature, and the certificates of an administration, as a browser sees them."""

from __future__ import annotations

import base64
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.urls import reverse
from PIL import Image

from diwan.engines.signing import api, keys
from diwan.engines.signing.models import IssuedCertificate, PersonKey, SignatureLook
from tests.core import people

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def own_ca(settings, tmp_path):
    settings.DIWAN_HOME = tmp_path
    yield tmp_path
    keys._identity.cache_clear()


@pytest.fixture
def ministry(own_ca):
    return people.administration()


@pytest.fixture
def amina(ministry):
    user = people.person(administration=ministry)
    people.seat(user, people.post(people.root(ministry)))
    return user


@pytest.fixture
def browser(client, amina):
    client.force_login(amina)
    return client


def sent(browser, name, *args, **said):
    return browser.post(reverse(name, args=args), {"idempotency_key": str(uuid.uuid4()), **said})


def test_an_advanced_certificate_asks_for_the_code(browser, amina):
    TOTP.activate(amina, SECRET)
    assert b"presence_code" in browser.get(reverse("signing:ask_certificate")).content
    assert sent(browser, "signing:ask_certificate", level="advanced", presence_code="abcdef").status_code == 422
    assert not PersonKey.objects.exists()
    code = format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))
    assert sent(browser, "signing:ask_certificate", level="advanced", presence_code=code).status_code == 302
    assert PersonKey.objects.get().level == "advanced"
    assert "Amina El Alaoui" in browser.get(reverse("signing:keys")).content.decode()


def test_one_key_renewed_revoked_put_away(browser, amina):
    for _ in range(2):
        assert sent(browser, "signing:ask_certificate", level="simple").status_code == 302
    first, second = PersonKey.objects.order_by("pk")
    assert sent(browser, "signing:renew", first.pk).status_code == 403  # it is not time yet
    PersonKey.objects.filter(pk=first.pk).update(valid_until=datetime.now(UTC) + timedelta(days=5))
    assert browser.get(reverse("signing:renew", args=[first.pk])).status_code == 200
    assert sent(browser, "signing:renew", first.pk).status_code == 302
    first.refresh_from_db()
    assert first.closed_at
    assert first.secret is None
    assert sent(browser, "signing:revoke_mine", second.pk, reason="key_compromise").status_code == 302
    assert IssuedCertificate.objects.get(pk=second.issued_id).reason == "key_compromise"
    third = PersonKey.objects.latest("pk")
    assert sent(browser, "signing:put_away", third.pk).status_code == 302
    assert api.keys_of(amina.pk, datetime.now(UTC)) == []


def packed(password=b"secret", trusted=True):
    """A PKCS #12 file of an outside authority, trusted here or not."""
    from diwan.engines.signing.pki import profile

    now = datetime.now(UTC)
    root_key, key = keys.KINDS["p256"](), keys.KINDS["rsa2048"]()
    root = keys.Identity(profile.authority("Outside root", root_key, None, years=3, now=now), root_key, ())
    if trusted:
        from cryptography.hazmat.primitives.serialization import Encoding

        keys.trust(root.certificate.public_bytes(Encoding.PEM).decode())
    certificate = profile.person(
        name="Amina Outside",
        administration="Elsewhere",
        country="MA",
        number="1",
        public=key.public_key(),
        level="simple",
        issuer=root,
        addresses=("http://x.example/c", "http://x.example/o"),
        now=now,
    )
    return pkcs12.serialize_key_and_certificates(
        b"me", key, certificate, [root.certificate], BestAvailableEncryption(password)
    )


def taken(browser, file, password="secret"):
    given = io.BytesIO(file)
    given.name = "me.p12"
    return sent(browser, "signing:import_file", file=given, password=password)


def test_a_file_is_opened_checked_and_kept_encrypted(browser, amina):
    file = packed()
    assert taken(browser, file, "wrong").status_code == 422
    assert taken(browser, file).status_code == 302
    row = PersonKey.objects.get()
    assert (row.kind, row.level) == ("file", "simple")
    signer = api.signer_for(amina.pk, str(row.pk))
    assert keys.der(signer.certificate) == bytes(row.certificate)
    assert signer.sign([b"x"])
    secret = signer.identity.key.private_numbers().d.to_bytes(256, "big")
    assert secret not in bytes(row.secret)
    assert secret.hex() not in browser.get(reverse("signing:keys")).content.decode()
    assert taken(browser, file).status_code == 422  # mine already


def test_an_unknown_issuer_is_said_in_words(browser):
    answer = taken(browser, packed(trusted=False))
    assert answer.status_code == 422
    assert not PersonKey.objects.exists()


HOSTILE = {
    "junk": b"\x30\x82junk" * 50,
    "empty": b"",
    "large": b"\x30" * 200_000,
    "deep": b"\x30\x80" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(browser, name):
    assert taken(browser, HOSTILE[name]).status_code == 422
    assert not PersonKey.objects.exists()


def test_a_file_that_asks_for_a_century_of_work(browser):
    """The number of hashings of the password is the file's own: two thousand million here."""
    from asn1crypto import pkcs12 as asn1

    bomb = asn1.Pfx.load(packed())
    bomb["mac_data"]["iterations"] = 2_000_000_000
    assert taken(browser, bomb.dump(force=True)).status_code == 422


def test_the_look_of_a_stamp_is_drawn_anew(browser, amina):
    out = io.BytesIO()
    Image.new("RGBA", (1200, 600), "navy").save(out, "PNG", pnginfo=None)
    said = "data:image/png;base64," + base64.b64encode(out.getvalue() + b"<script>hidden</script>").decode()
    assert sent(browser, "signing:look", drawn=said).status_code == 302
    image = browser.get(reverse("signing:look_image"))
    assert b"script" not in image.content
    with Image.open(io.BytesIO(image.content)) as kept:
        assert kept.width <= 600
    assert api.look_of(amina.pk) == image.content
    assert sent(browser, "signing:look", drawn="data:image/png;base64,AAAA").status_code == 422
    assert sent(browser, "signing:drop_look").status_code == 302
    assert not SignatureLook.objects.exists()


def test_whoever_keeps_the_certificates_finds_exports_and_revokes(client, browser, amina, ministry, settings):
    settings.DIWAN_SECOND_FACTOR_REQUIRED = False
    sent(browser, "signing:ask_certificate", level="simple")
    row = IssuedCertificate.objects.get()
    assert browser.get(reverse("signing:certificates")).status_code == 403
    keeper = people.person("Karim Keeper", administration=ministry)
    people.seat(keeper, people.post(people.root(ministry), rights={"signing.keep": "administration"}))
    client.force_login(keeper)
    listed = client.get(reverse("signing:certificates"), {"q": "amina", "state": "good"}).content.decode()
    assert reverse("signing:certificate", args=[row.pk]) in listed
    assert "issuing" in listed
    nothing = client.get(reverse("signing:certificates"), {"q": "nobody"}).content.decode()
    assert reverse("signing:certificate", args=[row.pk]) not in nothing
    assert row.serial in client.get(reverse("signing:export_certificates")).content.decode()
    assert client.get(reverse("signing:certificate", args=[row.pk])).status_code == 200
    assert sent(client, "signing:revoke", row.pk, reason="affiliation_changed").status_code == 302
    row.refresh_from_db()
    assert row.revoked_by == keeper
    other = people.administration("MEF")
    stranger = people.person("Other Keeper", administration=other)
    people.seat(stranger, people.post(people.root(other), rights={"signing.keep": "administration"}))
    client.force_login(stranger)
    assert client.get(reverse("signing:certificate", args=[row.pk])).status_code == 404
    assert (
        reverse("signing:certificate", args=[row.pk])
        not in client.get(reverse("signing:certificates")).content.decode()
    )
    assert x509.load_der_x509_certificate(bytes(row.der)).serial_number == int(row.serial, 16)
