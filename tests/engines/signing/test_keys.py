import multiprocessing
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from diwan.engines.signing import api, keys
from diwan.engines.signing.validation import Verdict
from tests.helpers import receipts


def test_each_file_is_readable_by_its_owner_alone(own_keys):
    keys.seal_of("MEN"), keys.authority()
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o700
    files = sorted(path.name for path in own_keys.iterdir())
    assert files == ["root.pem", "seal-MEN.pem", "time-stamp.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in own_keys.iterdir()} == {0o600}


def test_a_seal_is_issued_by_the_root_and_cannot_issue(own_keys):
    root, seal = keys.root().certificate, keys.seal_of("MEN").certificate
    seal.verify_directly_issued_by(root)
    assert not seal.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert seal.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert seal.not_valid_before_utc < datetime.now(UTC) < seal.not_valid_after_utc - timedelta(days=4 * 365)


def test_the_authority_may_stamp_and_nothing_else(own_keys):
    use = keys.authority().certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert use.critical
    assert list(use.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_made_once_and_found_again_after_a_restart(own_keys):
    before = keys.seal_of("MEN").certificate
    keys._identity.cache_clear()
    assert keys.seal_of("MEN").certificate == before
    assert keys.seal_of("MEF").certificate != before


def _fingerprint(folder, start, out):
    start.wait()
    out.put([keys._identity(folder, name).certificate.public_bytes(Encoding.PEM) for name in ("seal-MEN", keys.ROOT)])


def test_processes_that_race_end_up_with_the_same_certificates(own_keys):
    context = multiprocessing.get_context("fork")
    start, out = context.Event(), context.Queue()
    racers = [context.Process(target=_fingerprint, args=(own_keys, start, out)) for _ in range(4)]
    for racer in racers:
        racer.start()
    start.set()
    seen = [out.get(timeout=60) for _ in racers]
    for racer in racers:
        racer.join()
    assert all(one == seen[0] for one in seen)
    seal, root = (x509.load_pem_x509_certificate(pem) for pem in seen[0])
    seal.verify_directly_issued_by(root)
    assert [path.name for path in own_keys.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("code", ["", "../root", "a/b", ".hidden", "x" * 41, "é"])
def test_a_code_cannot_name_another_file(own_keys, code):
    with pytest.raises(ValueError, match="administration code"):
        keys.seal_of(code)


@pytest.mark.parametrize(("kind", "type_"), [("p256", ec.EllipticCurvePrivateKey), ("rsa3072", rsa.RSAPrivateKey)])
def test_the_kind_of_key_is_a_setting_and_every_kind_seals(own_keys, settings, plain, kind, type_):
    settings.DIWAN_SEAL_KEY = kind
    sealed = api.seal(plain, administration_code="MEN", reason="r", at=receipts.AT)
    assert isinstance(keys.seal_of("MEN").key, type_)
    assert api.validate(sealed).verdict == Verdict.PASSED


def test_the_root_certificate_is_given_out_and_its_key_is_not(own_keys):
    pem = api.root_certificate_pem()
    assert x509.load_pem_x509_certificate(pem) == keys.root().certificate
    assert b"PRIVATE" not in pem
