"""Trusted lists: who is on them is believed while the status is granted; a list that is not signed is not."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.xades import XAdESSigner

from benchmarks import signed_corpus
from benchmarks.signed_corpus import sheets
from benchmarks.signed_corpus.people import Person
from benchmarks.signed_corpus.signing import sign
from diwan.engines.signing import api
from diwan.engines.signing.api import Reason, Trust, Verdict
from diwan.engines.signing.validation import trusted_lists

TL = "http://uri.etsi.org/02231/v2#"
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
COMPLIANT = bytes.fromhex("300830060604008e460101")  # id-etsi-qcs-QcCompliance
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


def listed(services: str, *, until: str = "2040-01-01T00:00:00Z") -> str:
    return (
        f'<TrustServiceStatusList xmlns="{TL}" TSLTag="http://uri.etsi.org/19612/TSLTag" Id="list">'
        "<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>"
        f"<NextUpdate><dateTime>{until}</dateTime></NextUpdate></SchemeInformation>"
        "<TrustServiceProviderList><TrustServiceProvider><TSPInformation/>"
        f"<TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
        "</TrustServiceStatusList>"
    )


def list_of_lists(territory: str, address: str, signer: Operator, *, until: str = "2040-01-01T00:00:00Z") -> str:
    der = base64.b64encode(signer.certificate.public_bytes(Encoding.DER)).decode()
    return (
        f'<TrustServiceStatusList xmlns="{TL}" xmlns:more="http://uri.etsi.org/02231/v2/additionaltypes#" '
        'TSLTag="http://uri.etsi.org/19612/TSLTag" Id="list">'
        "<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>"
        '<SchemeInformationURI><URI xml:lang="en">https://lists.example/about</URI></SchemeInformationURI>'
        "<PointersToOtherTSL><OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId>"
        f"<X509Certificate>{der}</X509Certificate></DigitalId></ServiceDigitalIdentity></ServiceDigitalIdentities>"
        f"<TSLLocation>{address}</TSLLocation><AdditionalInformation>"
        f"<OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>"
        "<OtherInformation><more:MimeType>application/vnd.etsi.tsl+xml</more:MimeType></OtherInformation>"
        "</AdditionalInformation></OtherTSLPointer></PointersToOtherTSL>"
        "<ListIssueDateTime>2026-01-01T00:00:00Z</ListIssueDateTime>"
        f"<NextUpdate><dateTime>{until}</dateTime></NextUpdate></SchemeInformation></TrustServiceStatusList>"
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


def qualified() -> Person:
    """Somebody whose certificate says of itself that it is qualified."""
    world, key = signed_corpus.world(), ec.derive_private_key(77, ec.SECP256R1())
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "نادية")]))
        .issuer_name(world.root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(datetime(2024, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, key_cert_sign=False, crl_sign=False, **usage
            ),
            critical=True,
        )
        .add_extension(x509.UnrecognizedExtension(QC_STATEMENTS, COMPLIANT), critical=False)
        .sign(world.root.key, hashes.SHA256())
    )
    return Person("نادية", key, certificate, (world.root.certificate,))


def report(keys, who: Person | None = None) -> api.Report:
    lists = trusted_lists.granted(keys)
    pdf = sign(sheets.contract(), who or signed_corpus.world().alice)
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


@pytest.fixture
def published():
    """A place on this machine where lists are published: {path: octets}."""
    lists: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *said) -> None:
            pass

        def do_GET(self) -> None:
            self.send_response(200 if self.path in lists else 404)
            self.end_headers()
            self.wfile.write(lists.get(self.path, b""))

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", lists
        server.shutdown()


class TestAListOfLists:
    """What the European Union publishes, at the size of this machine: one list that names who signs the others."""

    def fetched(self, keys, published, first: bytes, second: bytes, first_signer: Operator) -> list[str]:
        address, lists = published
        lists |= {"/lotl.xml": first, "/ma.xml": second}
        (keys / "lists" / "lotl.pem").write_bytes(first_signer.pem)
        assert trusted_lists.fetch(keys, {"lotl": f"{address}/lotl.xml", "ma": f"{address}/ma.xml"}) == []
        return trusted_lists.read(keys, now=signed_corpus.NOW)

    def test_a_signer_under_an_authority_of_a_list_it_names_is_qualified(self, keys, operator, published):
        national = Operator()
        first = operator.sign(list_of_lists("MA", f"{published[0]}/ma.xml", national))
        second = national.sign(listed(service(GRANTED, "2020-01-01T00:00:00Z")))
        assert self.fetched(keys, published, first, second, operator) == []
        found = report(keys, qualified())
        assert (found.verdict, found.signatures[0].qualified) == (Verdict.PASSED, "granted")
        found = report(keys)
        assert (found.verdict, found.signatures[0].qualified) == (Verdict.PASSED, "listed")

    def test_a_list_signed_by_whom_it_does_not_name_is_not_read(self, keys, operator, published):
        first = operator.sign(list_of_lists("MA", f"{published[0]}/ma.xml", Operator()))
        second = Operator().sign(listed(service(GRANTED, "2020-01-01T00:00:00Z")))
        (refused,) = self.fetched(keys, published, first, second, operator)
        assert refused.startswith("ma.xml")
        assert report(keys, qualified()).reasons == (Reason.UNTRUSTED,)

    def test_a_list_of_lists_that_was_changed_names_nobody(self, keys, operator, published):
        national = Operator()
        first = operator.sign(list_of_lists("FR", f"{published[0]}/ma.xml", national))
        second = national.sign(listed(service(GRANTED, "2020-01-01T00:00:00Z")))
        changed = first.replace(b">FR<", b">MA<")
        assert changed != first
        one, other = self.fetched(keys, published, changed, second, operator)
        assert one.startswith("lotl.xml")
        assert "nobody" in other
        assert report(keys, qualified()).reasons == (Reason.UNTRUSTED,)

    @pytest.mark.parametrize("late", ["lotl", "ma"])
    def test_what_should_have_been_replaced_by_now_is_not_read(self, keys, operator, published, late):
        national, past = Operator(), "2026-05-31T00:00:00Z"
        dates = {"lotl": "2040-01-01T00:00:00Z", "ma": "2040-01-01T00:00:00Z", late: past}
        first = operator.sign(list_of_lists("MA", f"{published[0]}/ma.xml", national, until=dates["lotl"]))
        second = national.sign(listed(service(GRANTED, "2020-01-01T00:00:00Z"), until=dates["ma"]))
        refused = self.fetched(keys, published, first, second, operator)
        assert refused[0].startswith(f"{late}.xml: it should have been replaced by 2026-05-31")
        assert report(keys, qualified()).reasons == (Reason.UNTRUSTED,)


def test_nothing_is_fetched_unless_an_address_is_configured(settings, tmp_path, monkeypatch):
    from diwan.engines.signing import list_tasks

    settings.DIWAN_HOME = tmp_path
    monkeypatch.setattr(trusted_lists, "fetch", lambda *_: pytest.fail("asked"))
    list_tasks.refresh_trusted_lists()
