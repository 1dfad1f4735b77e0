"""Trusted lists: who is on them is believed while the status is granted; a list that is not signed is not."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.xades import XAdESSigner

from benchmarks import signed_corpus
from benchmarks.signed_corpus import sheets
from benchmarks.signed_corpus.signing import sign
from diwan.engines.signing import api
from diwan.engines.signing.api import Reason, Trust, Verdict
from diwan.engines.signing.validation import trusted_lists

TL = "http://uri.etsi.org/02231/v2#"
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
CA_QC = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"


class Operator:
    """Who signs a list."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Scheme operator")])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(7)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def sign(self, xml: str) -> bytes:
        key = self.key.private_bytes(Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        signed = XAdESSigner().sign(etree.fromstring(xml.encode()), key=key, cert=self.pem.decode())
        return etree.tostring(signed)


def service(status: str, since: str, history: str = "") -> str:
    der = base64.b64encode(signed_corpus.world().root.certificate.public_bytes(Encoding.DER)).decode()
    identity = (
        f"<ServiceDigitalIdentity><DigitalId><X509Certificate>{der}</X509Certificate></DigitalId>"
        "</ServiceDigitalIdentity>"
    )
    said = (
        f"<ServiceTypeIdentifier>{CA_QC}</ServiceTypeIdentifier>"
        '<ServiceName><Name xml:lang="en">Corpus root</Name></ServiceName>'
        f"{identity}<ServiceStatus>{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>"
    )
    past = (
        f"<ServiceHistory><ServiceHistoryInstance><ServiceTypeIdentifier>{CA_QC}</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="en">Corpus root</Name></ServiceName>{identity}'
        f"<ServiceStatus>{GRANTED}</ServiceStatus><StatusStartingTime>{history}</StatusStartingTime>"
        "</ServiceHistoryInstance></ServiceHistory>"
        if history
        else ""
    )
    return f"<TSPService><ServiceInformation>{said}</ServiceInformation>{past}</TSPService>"


def listed(services: str) -> str:
    return (
        f'<TrustServiceStatusList xmlns="{TL}" TSLTag="http://uri.etsi.org/19612/TSLTag" Id="list">'
        "<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier></SchemeInformation>"
        "<TrustServiceProviderList><TrustServiceProvider><TSPInformation/>"
        f"<TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        "</TrustServiceStatusList>"
    )


@pytest.fixture(scope="module")
def operator() -> Operator:
    return Operator()


@pytest.fixture
def keys(tmp_path):
    (tmp_path / "lists").mkdir()
    return tmp_path


def placed(keys, operator: Operator, xml: bytes, *, pem: bytes | None = None) -> list[str]:
    (keys / "lists" / "ma.xml").write_bytes(xml)
    (keys / "lists" / "ma.pem").write_bytes(pem or operator.pem)
    return trusted_lists.read(keys)


def report(keys) -> api.Report:
    lists = trusted_lists.granted(keys)
    pdf = sign(sheets.contract(), signed_corpus.world().alice)
    return api.validate(pdf, now=signed_corpus.NOW, trust=Trust(lists.roots, (), lists.qualified))


def test_an_authority_of_a_signed_list_is_believed(keys, operator):
    assert placed(keys, operator, operator.sign(listed(service(GRANTED, "2020-01-01T00:00:00Z")))) == []
    found = report(keys)
    assert found.verdict == Verdict.PASSED
    assert found.signatures[0].qualified == "listed"  # the certificate does not say that it is qualified


def test_a_list_that_was_changed_is_not_read(keys, operator):
    xml = operator.sign(listed(service(WITHDRAWN, "2020-01-01T00:00:00Z"))).replace(b"withdrawn", b"granted")
    (refused,) = placed(keys, operator, xml)
    assert refused.startswith("ma.xml")
    assert report(keys).reasons == (Reason.UNTRUSTED,)


def test_a_list_signed_by_somebody_else_is_not_read(keys, operator):
    xml = operator.sign(listed(service(GRANTED, "2020-01-01T00:00:00Z")))
    assert placed(keys, operator, xml, pem=Operator().pem)
    assert report(keys).reasons == (Reason.UNTRUSTED,)


def test_a_list_that_nobody_is_known_to_sign_is_not_read(keys, operator):
    (keys / "lists" / "xx.xml").write_bytes(operator.sign(listed(service(GRANTED, "2020-01-01T00:00:00Z"))))
    (refused,) = trusted_lists.read(keys)
    assert "nobody" in refused


def test_a_status_withdrawn_before_the_signature_counts(keys, operator):
    xml = operator.sign(listed(service(WITHDRAWN, "2025-01-01T00:00:00Z", history="2020-01-01T00:00:00Z")))
    assert placed(keys, operator, xml) == []
    found = report(keys)
    assert found.reasons == (Reason.UNTRUSTED,)
    assert found.signatures[0].qualified == "withdrawn"


def test_nothing_is_fetched_unless_an_address_is_configured(settings, tmp_path, monkeypatch):
    from diwan.engines.signing import list_tasks

    settings.DIWAN_HOME = tmp_path
    monkeypatch.setattr(trusted_lists, "fetch", lambda *_: pytest.fail("asked"))
    list_tasks.refresh_trusted_lists()
