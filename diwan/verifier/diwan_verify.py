#!/usr/bin/env python3
"""Check a document of Diwan without Diwan, without a network and without trusting whoever handed it over.

    python3 diwan_verify.py RECEIPT.pdf --trust root.pem [--piece FILE ...] [--json] [--lang ar|fr|en]
    python3 diwan_verify.py --journal EXPORT.jsonl --journal-key KEY.pem

Needs Python 3.9 or later and the package `cryptography`. A check is `ok`, `failed` or `not checked`; the verdict is
  genuine      every check was made and holds                                   exit status 0
  not genuine  at least one check failed                                        exit status 1
  undecided    what was checked holds, but something could not be checked       exit status 2
  unusable     not a file that this program can read                            exit status 2

How a document proves itself, from the outside in:
  seal      a CMS signature (ETSI PAdES) over every byte of the file but the signature itself
  chain     the certificate of the seal leads to the root given with --trust, and was valid when the seal was made
  time      an RFC 3161 time-stamp over the signature
  journal   the attached proof.json: the entry's bytes give its leaf, the leaf and its neighbours the root of a Merkle
            tree (RFC 9162), and that root stands in a checkpoint signed by the journal's key; the seal vouches for it
  content   the attached content.json, what was handed in: the entry holds its digest, and it holds those of the pieces
"""

import argparse
import datetime
import hashlib
import json
import re
import sys
import warnings
import zlib
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

ROOTS = ""  # PEM certificates trusted without --trust; filled in when a portal offers this file

LIMIT = 64 << 20  # octets that one compressed part may unfold to


class Unusable(Exception):
    """Not something this program can judge."""


class Report:
    """What was checked, in order, and what the document says of itself."""

    def __init__(self):
        self.checks, self.says = [], {}

    def add(self, check, holds, detail=""):
        """`holds` is True, False, None where the check could not be made, "absent" where there is nothing to check."""
        self.checks.append((check, {True: "ok", False: "failed", None: "not checked"}.get(holds, holds), str(detail)))
        return holds

    @property
    def verdict(self):
        states = {state for _, state, _ in self.checks}
        if "failed" in states:
            return "not genuine"
        return "undecided" if "not checked" in states or "ok" not in states else "genuine"


# --- PDF: just enough to follow its own cross-references (ISO 32000-1, 7.5) ------------------------------------------


class Ref(int):
    """An indirect reference, by object number."""


class Name(str):
    """A PDF name, without its slash."""


TOKEN = re.compile(  # strings: parentheses inside parentheses once, which is what producers write
    rb"(?:[\s\0]|%[^\r\n]*)*(?:(?P<ref>\d+\s+\d+\s+R\b)|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|/(?P<name>[^\s\0()<>\[\]{}/%]*)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|<(?P<hex>[0-9A-Fa-f\s]*)>|\((?P<text>(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)"
    rb"|(?P<word>true|false|null))",
    re.DOTALL,
)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_value(data, at):
    """The value that starts at `at`, and the place after it."""
    token = TOKEN.match(data, at)
    if not token:
        raise ValueError(f"no PDF value at {at}")
    kind, at = token.lastgroup, token.end()
    text = token[kind]  # type: ignore[index]
    if kind == "ref":
        return Ref(text.split()[0]), at
    if kind == "number":
        return (float(text) if b"." in text else int(text)), at
    if kind == "name":
        return Name(re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), text).decode("latin-1")), at
    if kind == "hex":
        digits = b"".join(text.split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), at
    if kind == "word":
        return {b"true": True, b"false": False, b"null": None}[text], at
    if kind == "text":
        return pdf_text(text), at
    if kind == "close":
        raise StopIteration(text, at)
    items = []
    while True:
        try:
            item, at = pdf_value(data, at)
        except StopIteration as end:
            closing, at = end.args
            if closing != {b"<<": b">>", b"[": b"]"}[text]:
                raise ValueError("brackets do not match") from None
            break
        items.append(item)
    return (dict(zip(items[::2], items[1::2], strict=True)) if text == b"<<" else items), at


def pdf_text(literal):
    """The octets of a string in parentheses (ISO 32000-1, 7.3.4.2)."""

    def unescape(match):
        code = match[1]
        return bytes([int(code, 8) & 255]) if code[:1] in b"01234567" else ESCAPES.get(code, code.strip(b"\r\n"))

    return re.sub(rb"\\([0-7]{1,3}|\r\n|.)", unescape, literal, flags=re.DOTALL)


def pdf_stream(dictionary, raw):
    """The octets of a stream, decompressed; only what is met in our documents is known."""
    filters = dictionary.get("Filter", [])
    for one in filters if isinstance(filters, list) else [filters]:
        if one != "FlateDecode":
            raise ValueError(f"filter {one} is not known")
        unfold = zlib.decompressobj()
        raw = unfold.decompress(raw, LIMIT)
        if unfold.unconsumed_tail:
            raise ValueError("a part unfolds to too much")
    parameters = dictionary.get("DecodeParms") or {}
    if isinstance(parameters, dict) and parameters.get("Predictor", 1) >= 10:
        raw = pdf_unpredict(raw, parameters.get("Columns", 1))
    return raw


def pdf_unpredict(raw, columns):
    """PNG rows without filter or with the filter `up`, as cross-reference streams are written."""
    out, above = bytearray(), bytes(columns)
    for start in range(0, len(raw), columns + 1):
        kind, row = raw[start], raw[start + 1 : start + 1 + columns]
        if kind not in (0, 2):
            raise ValueError("a predictor is not known")
        above = bytes((a + b) & 255 for a, b in zip(above, row, strict=True)) if kind else row
        out += above
    return bytes(out)


class Pdf:
    """The objects of a PDF as its newest revision has them."""

    def __init__(self, data):
        self.data, self.places, self.trailer, self.cache = data, {}, {}, {}
        starts = re.findall(rb"startxref\s+(\d+)\s+%%EOF", data[-2048:])
        at, seen = int(starts[-1]) if starts else None, set()
        while at is not None:
            if at in seen:
                raise ValueError("the cross-references run in a circle")
            seen.add(at)
            at = self.read_table(at) if data[at : at + 4] == b"xref" else self.read_xref_stream(at)
        if "Root" not in self.trailer:
            raise ValueError("no cross-references")
        if "Encrypt" in self.trailer:
            raise Unusable("encrypted")

    def read_table(self, at):
        at += 4
        while head := re.compile(rb"\s*(\d+) (\d+)\s*?\r?\n").match(self.data, at):
            first, count, at = int(head[1]), int(head[2]), head.end()
            for number in range(first, first + count):
                offset, _, kind = self.data[at : at + 20].split()
                if kind == b"n":
                    self.places.setdefault(number, (int(offset), None))
                else:
                    self.places.setdefault(number, None)
                at += 20
        trailer, _ = pdf_value(self.data, self.data.index(b"trailer", at) + 7)
        self.trailer = {**trailer, **self.trailer}
        if "XRefStm" in trailer:
            raise ValueError("hybrid cross-references are not read: two readers would see two documents")
        return trailer.get("Prev")

    def read_xref_stream(self, at):
        dictionary, raw = self.object_at(at)
        widths, table = dictionary["W"], pdf_stream(dictionary, raw)
        index, width, row = dictionary.get("Index", [0, dictionary["Size"]]), sum(widths), 0
        for first, count in zip(index[::2], index[1::2], strict=True):
            for number in range(first, first + count):
                cell, fields, offset = table[row : row + width], [], 0
                for size in widths:
                    fields.append(int.from_bytes(cell[offset : offset + size], "big") if size else 1)
                    offset += size
                row += width
                place = {1: (fields[1], None), 2: (fields[1], fields[2])}.get(fields[0])
                self.places.setdefault(number, place)
        self.trailer = {**dictionary, **self.trailer}
        return dictionary.get("Prev")

    def object_at(self, at, number=None):
        head = re.compile(rb"\s*(\d+)\s+\d+\s+obj\b").match(self.data, at)
        if not head or number not in (None, int(head[1])):
            raise ValueError(f"object {number} is not where it should be")
        value, at = pdf_value(self.data, head.end())
        body = re.compile(rb"\s*stream\r?\n").match(self.data, at)
        if not body:
            return value
        return value, self.data[body.end() : body.end() + self.get(value["Length"])]

    def get(self, value):
        """What a reference points to; anything else is itself. A stream is a pair: dictionary, raw octets."""
        while isinstance(value, Ref):
            if value not in self.cache:
                offset, index = self.places[value] or (None, None)
                self.cache[value] = self.object_at(offset, value) if index is None else self.packed(Ref(offset), index)
            value = self.cache[value]
        return value

    def packed(self, stream, index):
        dictionary, raw = self.get(stream)
        content = pdf_stream(dictionary, raw)
        numbers = [int(n) for n in content[: dictionary["First"]].split()]
        return pdf_value(content, dictionary["First"] + numbers[2 * index + 1])[0]

    def signatures(self):
        """Signature dictionaries of the form, in the order of the fields."""
        catalogue = self.get(self.trailer["Root"])
        fields = self.get(self.get(catalogue.get("AcroForm", {})).get("Fields", []))
        found = []
        for field in (self.get(f) for f in fields):
            value = self.get(field.get("V")) if field.get("FT") == "Sig" else None
            if isinstance(value, dict) and "ByteRange" in value:
                found.append({key: self.get(item) for key, item in value.items()})
        return found

    def attachment(self, name):
        """The octets of the embedded file of that name, or None."""
        names = self.get(self.get(self.get(self.trailer["Root"]).get("Names", {})).get("EmbeddedFiles", {}))
        todo, found = [names], []
        while todo:
            node = self.get(todo.pop())
            todo += self.get(node.get("Kids", []))
            for file in map(self.get, self.get(node.get("Names", []))[1::2]):
                if name in (pdf_words(file.get("UF")), pdf_words(file.get("F"))):
                    found.append(pdf_stream(*self.get(self.get(file["EF"])["F"])))
        if len(found) > 1:
            raise ValueError(f"{name} is attached twice")
        return found[0] if found else None


def pdf_words(text):
    text = text or b""
    return text[2:].decode("utf-16-be") if text.startswith(b"\xfe\xff") else text.decode("utf-8", "replace")


# --- CMS: SignedData (RFC 5652) over a small reader of DER -----------------------------------------------------------


class Der:
    """One DER value: its tag, its content, its octets whole; iterating gives the values inside."""

    def __init__(self, data, at=0, end=None):
        end = len(data) if end is None else end
        self.tag, length, body = data[at], data[at + 1], at + 2
        if self.tag & 31 == 31 or length == 128:
            raise ValueError("not DER")
        if length > 128:
            size = length - 128
            length, body = int.from_bytes(data[body : body + size], "big"), body + size
        self.after = body + length
        if self.after > end:
            raise ValueError("DER runs over its end")
        self.content, self.whole = data[body : self.after], data[at : self.after]

    def __iter__(self):
        at = 0
        while at < len(self.content):
            one = Der(self.content, at)
            at = one.after
            yield one

    def __getitem__(self, index):
        return list(self)[index]

    @property
    def oid(self):
        if self.tag != 6:
            raise ValueError("not an object identifier")
        arcs, value = [], 0
        for octet in self.content:
            value = value << 7 | octet & 127
            if octet < 128:
                arcs.append(value)
                value = 0
        top = min(arcs[0] // 40, 2)
        return ".".join(map(str, [top, arcs[0] - 40 * top, *arcs[1:]]))


DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
}
ALGORITHMS = {
    "1.2.840.113549.1.1.1": ("rsa", None),
    "1.2.840.113549.1.1.10": ("pss", None),
    "1.2.840.113549.1.1.11": ("rsa", hashes.SHA256),
    "1.2.840.113549.1.1.12": ("rsa", hashes.SHA384),
    "1.2.840.113549.1.1.13": ("rsa", hashes.SHA512),
    "1.2.840.10045.4.3.2": ("ecdsa", hashes.SHA256),
    "1.2.840.10045.4.3.3": ("ecdsa", hashes.SHA384),
    "1.2.840.10045.4.3.4": ("ecdsa", hashes.SHA512),
}
DATA, SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
MESSAGE_DIGEST, CONTENT_TYPE = "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.3"
STAMP = "1.2.840.113549.1.9.16.2.14"
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V1 = "1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.16.2.12"


def digest(algorithm, data):
    return hashlib.new(algorithm.name, data).digest()


SHAPE = bytes.fromhex("30 06 a0 30 02 31 30 31 30 02 30 30 02 30 a0 30 04")
NO_PARAMETERS = ([], [b"\5\0"])  # both ways of writing none


class Signed:
    """A CMS SignedData with one signer. Strict also where nothing is signed, so that no octet can be changed unseen."""

    def __init__(self, der):
        outer = Der(der)
        kind, wrapped = outer
        (body,) = wrapped
        version, digests, encapsulated, *bags, signers = body
        (signer,) = signers
        edition, sid, digest_algorithm, signed, algorithm, signature, *unsigned = signer
        issuer, serial = sid
        row = [outer, kind, wrapped, body, version, digests, encapsulated, signers, signer, edition, sid]
        tags = bytes(one.tag for one in [*row, issuer, serial, digest_algorithm, signed, algorithm, signature])
        edition_due = b"\1" if encapsulated[0].oid == DATA else b"\3"  # RFC 5652, 5.1
        known = [one.whole for one in digests] == [digest_algorithm.whole] and version.content == edition_due
        if tags != SHAPE or kind.oid != SIGNED_DATA or not known or edition.content != b"\1" or any(der[outer.after :]):
            raise ValueError("the signature is not written as it should be")
        name, *parameters = digest_algorithm
        self.hash = DIGESTS[name.oid]()
        name, *more = algorithm
        self.scheme, given = ALGORITHMS[name.oid]
        plain = [one.whole for one in parameters] in NO_PARAMETERS
        if not plain or (self.scheme != "pss" and [one.whole for one in more] not in NO_PARAMETERS):
            raise ValueError("an algorithm has parameters that are not known")
        if given not in (None, type(self.hash)):
            raise ValueError("two digest algorithms for one signature")
        kind, *content = encapsulated
        octets = [octets for one in content for octets in one]
        self.content_type, self.content = kind.oid, octets[0].content if octets else None
        self.certificates = [x509.load_der_x509_certificate(c.whole) for bag in bags if bag.tag == 0xA0 for c in bag]
        self.signed = b"\x31" + signed.whole[1:]  # signed as a SET, written under a tag of its own (RFC 5652, 5.4)
        self.signature = signature.content
        self.attributes = {kind.oid: values[0] for kind, values in signed}
        self.unsigned = {kind.oid: values[0] for part in unsigned for kind, values in part}
        frame = [[one.tag for one in [*bags, *unsigned]], [one.tag for one in [*content, *octets]]]
        frame += [[one.tag, values.tag] for part in unsigned for one in part for _, values in [one]]
        if any(tags not in ([], [0xA0], [0xA1], [0xA0, 0xA1], [0xA0, 4], [0x30, 0x31]) for tags in frame):
            raise ValueError("the signature is not written as it should be")
        number = int.from_bytes(serial.content, "big")
        (self.certificate,) = {
            c for c in self.certificates if c.serial_number == number and c.issuer.public_bytes() == issuer.whole
        }

    def covers(self, data):
        """Whether the signed attributes name these octets, this kind of content and this certificate."""
        if SIGNING_CERTIFICATE in self.attributes:
            named = list(self.attributes[SIGNING_CERTIFICATE][0][0])
            hash_ = DIGESTS[named.pop(0)[0].oid]() if named[0].tag == 0x30 else hashes.SHA256()
        else:  # some authorities still write the first form (RFC 2634)
            named, hash_ = self.attributes[SIGNING_CERTIFICATE_V1][0][0], hashes.SHA1()  # noqa: S303
        whole = self.certificate.public_bytes(serialization.Encoding.DER)
        return (
            self.attributes[MESSAGE_DIGEST].content == digest(self.hash, data)
            and self.attributes[CONTENT_TYPE].oid == self.content_type
            and named[0].content == digest(hash_, whole)
        )

    def holds(self):
        """Whether the key of the certificate made this signature."""
        key = self.certificate.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                pss = padding.PSS(padding.MGF1(self.hash), padding.PSS.AUTO)
                scheme = {"pss": pss, "rsa": padding.PKCS1v15()}[self.scheme]
                key.verify(self.signature, self.signed, scheme, self.hash)
            elif isinstance(key, ec.EllipticCurvePublicKey) and self.scheme == "ecdsa":
                key.verify(self.signature, self.signed, ec.ECDSA(self.hash))
            else:
                return False
        except (InvalidSignature, UnsupportedAlgorithm):
            return False
        return True


def issuer_of(certificate, candidates):
    """The candidate that issued `certificate` and may issue, or None."""
    for above in candidates:
        try:
            constraints = above.extensions.get_extension_for_class(x509.BasicConstraints).value
            usage = above.extensions.get_extension_for_class(x509.KeyUsage).value
            certificate.verify_directly_issued_by(above)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
            continue
        if constraints.ca and usage.key_cert_sign:
            return above
    return None


def carries_chain(signed, roots):
    """Whether the certificates sent along are unharmed: each was issued by another, by itself or by a root."""
    for one in signed.certificates:
        unknown = not roots and one.subject != one.issuer  # nothing to hold it against; `chain` says so
        if one != signed.certificate and not unknown and not issuer_of(one, [*signed.certificates, *roots]):
            return False
    return True


def chain_to(roots, signed, moment):
    """The root among `roots` that the signer's certificate leads to, each step valid at `moment`; None without one."""
    certificate, left = signed.certificate, list(signed.certificates)
    while certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        if certificate in roots:
            return certificate
        left = [one for one in left if one != certificate]
        certificate = issuer_of(certificate, [*roots, *left])
        if certificate is None:
            return None
    return None


# --- the document ----------------------------------------------------------------------------------------------------


def fingerprint(certificate):
    return certificate.fingerprint(hashes.SHA256()).hex()


def name_of(certificate):
    return certificate.subject.rfc4514_string({x509.NameOID.SERIAL_NUMBER: "serialNumber"})


def check_document(data, roots, report):
    """Every signature of the PDF, then the journal proof it carries."""
    pdf = Pdf(data)
    signatures = pdf.signatures()
    if not signatures:
        report.add("seal", False, "the file carries no signature")
        return
    found = [check_signature(data, one, roots, report) for one in signatures]
    ends = [end for end, _root in found]
    if roots and not any(root and issues_seals(root) for _end, root in found):
        report.add("office", None, "signed by people")
    for end in ends:  # what a later seal covers may have been changed by whoever made it: that is not compared here
        covered = True if end == len(data) else None if max(ends) == len(data) else False
        report.add("whole", covered, f"{end} / {len(data)}")
    proof, content = pdf.attachment("proof.json"), pdf.attachment("content.json")
    if proof is None:
        report.add("proof", "absent")
    else:
        check_proof(json.loads(proof), report)
    if content is not None:
        report.says["content"] = json.loads(content)
        entered = report.says.get("facts", {}).get("digest")
        report.add("content", hashlib.sha256(content).hexdigest() == entered, "content.json")


def check_signature(data, dictionary, roots, report):
    """One signature and its time-stamp; gives the place in the file up to which it covers everything, and its root."""
    first, before, after, rest = dictionary["ByteRange"]
    gap = data[before:after]
    if first != 0 or not 0 < before < after <= after + rest <= len(data) or gap != b"<" + gap[1:-1] + b">":
        raise ValueError("the signature does not cover the file from its start")
    if gap[1:-1].decode() not in (dictionary["Contents"].hex(), dictionary["Contents"].hex().upper()):
        raise ValueError("the signature is not where the file says")
    signed = Signed(dictionary["Contents"])
    report.add("bytes", signed.covers(data[:before] + data[after : after + rest]))
    report.add("seal", signed.holds() and carries_chain(signed, roots), name_of(signed.certificate))
    moment = check_time(signed, roots, report)
    root = chain_to(roots, signed, moment)
    if roots:
        report.add("chain", root is not None, fingerprint(root) if root else "")
    else:
        top = signed.certificates[-1]
        report.add("chain", None, f"no root given (--trust); {name_of(top)}: {fingerprint(top)}")
    report.says.update(signer=name_of(signed.certificate), sealed_at=moment.isoformat())
    return after + rest, root


def issues_seals(root):
    """Seals stand right below a root that allows no authority between; people's certificates below one that does."""
    return root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def check_time(signed, roots, report):
    """The moment by which the signature existed: that of its time-stamp where it holds, else now."""
    now = datetime.datetime.now(datetime.timezone.utc)  # noqa: UP017 - Python 3.9 has no datetime.UTC
    if STAMP not in signed.unsigned:
        report.add("time", None, "no time-stamp")
        return now
    token = Signed(signed.unsigned[STAMP].whole)
    _, _, imprint, _, generated, *_ = Der(token.content)
    stamped = digest(DIGESTS[imprint[0][0].oid](), signed.signature)
    use = token.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    holds = (
        token.content_type == TST_INFO
        and imprint[1].content == stamped
        and token.covers(token.content)
        and token.holds()
        and carries_chain(token, roots)
        and use.critical
        and list(use.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    )
    moment = datetime.datetime.strptime(generated.content.decode()[:14] + "+0000", "%Y%m%d%H%M%S%z")
    report.add("time", holds, f"{moment:%Y-%m-%d %H:%M:%S} UTC")
    root = chain_to(roots, token, moment)
    report.add("authority", True if root else None, name_of(token.certificate))
    return moment if holds and (root or not roots) else now


# --- the journal -----------------------------------------------------------------------------------------------------


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_of(entry):
    """SHA-256(0x00, position, leaf of the entry before, register number or 0, SHA-256(body)); integers of 8 octets."""
    integers = (entry["position"].to_bytes(8, "big"), entry["number"].to_bytes(8, "big"))
    return sha256(b"\0", integers[0], bytes.fromhex(entry["previous"]), integers[1], sha256(canonical(entry["body"])))


def signed_by(signature, key, header):
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), header)
    except InvalidSignature:
        return False
    return True


def check_proof(proof, report):
    """The entry, its place in the tree, the signature on the root of the tree."""
    entry, checkpoint = proof["entry"], proof.get("checkpoint")
    body = entry["body"]
    report.says.update(
        # An entry that corrects a line takes no number of its own: it names the one it corrects.
        register_number=entry["number"] or body["facts"].get("number", 0),
        chain=body["chain"],
        position=entry["position"],
        entered_at=body["at"],
        kind=body["kind"],
        subject=body["subject"],
        facts=body["facts"],
    )
    leaf = node = leaf_of(entry)
    report.add("entry", leaf.hex() == entry["leaf"], f"{body['chain']} · {entry['position']}")
    if not checkpoint:
        report.add("tree", None, "no checkpoint has been signed since")
        return
    for side, other in proof["path"]:
        pair = (bytes.fromhex(other), node) if {"L": True, "R": False}[side] else (node, bytes.fromhex(other))
        node = sha256(b"\1", *pair)
    report.add("tree", node.hex() == checkpoint["root"], f"{checkpoint['number']} · {checkpoint['size']}")
    header = canonical({key: checkpoint[key] for key in ("at", "number", "previous", "root", "size", "v")})
    holds = signed_by(checkpoint["signature"], checkpoint["public_key"], header)
    report.add("checkpoint", holds, f"{checkpoint['at']}, {checkpoint['public_key']}")


def tree_root(leaves):
    """RFC 9162, 2.1.1, level by level: a node without a neighbour moves up as it is."""
    while len(leaves) > 1:
        pairs = [sha256(b"\1", a, b) for a, b in zip(leaves[::2], leaves[1::2])]  # noqa: B905 - the odd one follows
        leaves = pairs + leaves[len(pairs) * 2 :]
    return leaves[0]


class Walk:
    """Through an export of the journal in tree order: the entries of a checkpoint, then the checkpoint."""

    def __init__(self):
        self.heads, self.leaves, self.spans, self.keys = {}, [], [], set()
        self.entries, self.checkpoints, self.header = 0, 0, ""

    def entry(self, item):
        """What is wrong with this entry, or None."""
        chain = item["body"]["chain"]
        position, head = self.heads.get(chain, (0, bytes(32)))
        leaf, position = leaf_of(item), position + 1
        if (item["chain"], item["position"], item["previous"]) != (chain, position, head.hex()):
            return "it does not follow the entry before it"
        if leaf.hex() != item["leaf"]:
            return "its content is not what was entered"
        self.heads[chain], self.entries = (position, leaf), self.entries + 1
        self.leaves.append(leaf)
        if not self.spans or self.spans[-1][0] != chain:
            self.spans.append([chain, position, position])
        self.spans[-1][2] = position
        return None

    def checkpoint(self, item):
        """What is wrong with this checkpoint, or with an entry since the one before it, or None."""
        header = json.loads(item["header"])
        if not signed_by(item["signature"], item["public_key"], item["header"].encode()):
            return "it is not as the key of the journal signed it"
        if header["number"] != self.checkpoints + 1 or header["previous"] != self.header:
            return "it does not follow the checkpoint before it"
        whole = (header["size"], header["root"], item["spans"])
        if whole != (len(self.leaves), tree_root(self.leaves).hex(), self.spans):
            return "an entry since the checkpoint before it was changed, added or left out"
        self.keys.add(item["public_key"])
        self.checkpoints, self.leaves, self.spans = header["number"], [], []
        self.header = hashlib.sha256(item["header"].encode()).hexdigest()
        return None


def check_journal(lines, trusted, report):
    """A whole export, one JSON object a line; the first line that is wrong is named."""
    walk, place = Walk(), 0
    for place, line in enumerate(lines, start=1):
        try:
            item = json.loads(line)
            wrong = {"entry": walk.entry, "checkpoint": walk.checkpoint}[item["type"]](item)
        except Exception:
            wrong = "it cannot be read"
        if wrong:
            report.add("journal", False, f"line {place}: {wrong}")
            return
    if not place:
        raise Unusable("the export is empty")
    report.says.update(entries=walk.entries, chains=len(walk.heads), checkpoints=walk.checkpoints)
    report.add("journal", True, f"{walk.entries} · {len(walk.heads)} · {walk.checkpoints}")
    report.add("key", walk.keys <= trusted if trusted else None, ", ".join(sorted(walk.keys)))
    if walk.leaves:
        report.add("open", None, len(walk.leaves))


# --- the command -----------------------------------------------------------------------------------------------------


LANGUAGES = ("en", "fr", "ar")
WORDS = {
    "bytes": ("the file is the one sealed", "le fichier est celui qui a été scellé", "الملف هو الذي خُتم"),
    "seal": (
        "the key of the certificate made the seal",
        "la clé du certificat a fait le cachet",
        "الختم منجز بمفتاح الشهادة",
    ),
    "office": ("the administration sealed it", "l’administration l’a scellé", "ختمته الإدارة"),
    "whole": ("nothing was added after the seal", "rien n’a été ajouté après le cachet", "لم يضف شيء بعد الختم"),
    "chain": (
        "the certificate leads to a trusted root",
        "le certificat mène à une racine fiable",
        "الشهادة تنتهي إلى جذر موثوق",
    ),
    "time": ("the time-stamp is over this seal", "l’horodatage porte sur ce cachet", "التوقيت يخص هذا الختم"),
    "authority": (
        "its authority leads to a trusted root",
        "son autorité mène à une racine fiable",
        "سلطته تنتهي إلى جذر موثوق",
    ),
    "proof": ("proof of the journal attached", "preuve du journal jointe", "إثبات السجل المرفق"),
    "entry": ("the entry is the one that was made", "l’inscription est celle d’origine", "القيد هو الذي سُجل"),
    "tree": ("the entry stands in a checkpoint", "elle figure dans un point de contrôle", "القيد وارد في نقطة مراقبة"),
    "checkpoint": ("the journal signed the checkpoint", "le journal a signé ce point", "السجل وقّع نقطة المراقبة"),
    "content": ("what was handed in is what was entered", "le contenu remis est celui inscrit", "المودع هو المقيد"),
    "piece": ("the piece is among those listed", "la pièce est parmi celles déposées", "الوثيقة من الوثائق المودعة"),
    "journal": ("entries and checkpoints follow", "inscriptions et points se suivent", "القيود ونقط المراقبة متتابعة"),
    "key": ("the journal's key is as expected", "la clé du journal est celle attendue", "مفتاح السجل هو المنتظر"),
    "open": ("entries wait for a checkpoint", "inscriptions sans point de contrôle", "قيود لم تدرج بعد في نقطة مراقبة"),
    "file": ("the file can be read", "le fichier est lisible", "الملف مقروء"),
    "ok": ("ok", "oui", "نعم"),
    "failed": ("FAILED", "NON", "لا"),
    "not checked": ("not checked", "non vérifié", "لم يتحقق منه"),
    "absent": ("none", "aucune", "لا يوجد"),
    "genuine": ("GENUINE", "AUTHENTIQUE", "أصلية"),
    "not genuine": ("NOT GENUINE", "NON AUTHENTIQUE", "غير أصلية"),
    "undecided": (
        "UNDECIDED: not everything was checked",
        "INDÉTERMINÉ : tout n’a pas été vérifié",
        "غير محسوم: لم يتحقق من كل شيء",
    ),
    "unusable": ("UNUSABLE", "INUTILISABLE", "ملف غير صالح"),
}
STATUS = {"genuine": 0, "not genuine": 1, "undecided": 2, "unusable": 2}


def certificates_in(pem):
    """The certificates of a PEM text; anything else in it is passed over."""
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", pem, re.DOTALL)
    return [x509.load_pem_x509_certificate(block.encode()) for block in blocks]


def roots_from(path):
    """Trusted roots: those of the file given, or those this program was offered with."""
    roots = certificates_in(Path(path).read_text() if path else ROOTS)
    if path and not roots:
        raise Unusable(f"no certificate in {path}")
    return roots


def journal_keys(path):
    """The public keys of a PEM file (one, or several where a key was replaced), as the journal writes them."""
    blocks = re.findall(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", Path(path).read_bytes(), re.DOTALL)
    raw = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {serialization.load_pem_public_key(block).public_bytes(*raw).hex() for block in blocks}


def judge(pdf, roots, report):
    """The verdict on the octets of a PDF; never raises for what is in them."""
    try:
        if not pdf.startswith(b"%PDF-"):
            raise Unusable("not a PDF")
        check_document(pdf, roots, report)
    except Unusable as reason:
        report.add("file", False, reason)
        return "unusable"
    except Exception as error:  # whatever a reader stumbles over, the file is not the one that was sealed
        report.add("file", False, error)
    return report.verdict


def examine(arguments, report):
    """Make the checks the command line asks for; gives the verdict."""
    if arguments.journal:
        trusted = journal_keys(arguments.journal_key) if arguments.journal_key else set()
        with open(arguments.journal, encoding="utf-8", newline="\n") as lines:
            check_journal(lines, trusted, report)
        return report.verdict
    verdict = judge(Path(arguments.file).read_bytes(), roots_from(arguments.trust), report)
    known = json.dumps([report.says.get("facts"), report.says.get("content")])
    for piece in arguments.piece:
        report.add("piece", hashlib.sha256(Path(piece).read_bytes()).hexdigest() in known, Path(piece).name)
    return verdict if verdict == "unusable" else report.verdict


def main(argv=None):
    parser = argparse.ArgumentParser("diwan_verify", description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", help="the PDF")
    parser.add_argument("--trust", metavar="ROOT.pem", help="the root certificates to believe")
    parser.add_argument("--piece", metavar="FILE", action="append", default=[], help="a file that was deposited")
    parser.add_argument("--journal", metavar="EXPORT.jsonl", help="check a whole journal instead")
    parser.add_argument("--journal-key", metavar="KEY.pem", help="the public key the journal must be signed with")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="one line for programs")
    arguments = parser.parse_args(argv)
    if bool(arguments.file) == bool(arguments.journal):
        parser.error("give a PDF, or --journal")
    report = Report()
    try:
        verdict = examine(arguments, report)
    except (Unusable, OSError, ValueError) as error:
        report.add("file", False, error)
        verdict = "unusable"
    show(report, verdict, LANGUAGES.index(arguments.lang), as_json=arguments.json)
    return STATUS[verdict]


def show(report, verdict, language, *, as_json):
    if as_json:
        checks = [{"check": check, "state": state, "detail": detail} for check, state, detail in report.checks]
        print(json.dumps({"verdict": verdict, "checks": checks, **report.says}, ensure_ascii=False))
        return
    lines = []
    for check, state, detail in report.checks:
        lines.append(f"{WORDS[state][language]:>12}  {WORDS[check][language]}" + (f" ({detail})" if detail else ""))
    for key, value in report.says.items():
        lines.append(f"{key:>16}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    for line in [*lines, WORDS[verdict][language]]:  # what a file says must not steer the terminal
        print("".join(char if char.isprintable() else "?" for char in line))


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # a strange certificate is judged below, not commented on
    sys.exit(main())
