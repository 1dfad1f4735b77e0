"""Signed PDFs judged a second, and how many attacks are found, over a corpus made from a seed (`signed_corpus`).

- ours: the whole judgement (certificates, containers, revisions, pages compared);
- peer: pyHanko's validator alone, every signature and time-stamp of the same file with the same roots;
- limit: the range digested and the signature checked with the key, nothing else looked at.

A violation is an attacked file that passes, or an honest one that does not. `pdfsig` (poppler) is counted where it is
installed: what it calls valid says nothing of later revisions, so its row shows what a reader alone finds.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from . import common
from .signed_corpus import NOW, corpus, world

if TYPE_CHECKING:
    from collections.abc import Callable

    from .signed_corpus import Case

ROUNDS = 3
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def run(quick: bool) -> dict[str, Any]:
    common.setup()
    logging.disable(logging.CRITICAL)  # attacked files make pyHanko warn by the hundred
    cases = corpus(programs=not quick)
    rounds = 1 if quick else ROUNDS
    contenders: dict[str, Callable[[bytes], bool]] = {"ours": ours(), "peer": pyhanko(), "limit": bare}
    speed: dict[str, list[float]] = {name: [] for name in contenders}
    said: dict[str, list[bool]] = {}
    for _ in range(rounds):
        for name, passes in contenders.items():
            begun = time.perf_counter()
            said[name] = [passes(case.pdf) for case in cases]
            speed[name].append(len(cases) / (time.perf_counter() - begun))
    median = {name: statistics.median(values) for name, values in speed.items()}
    mine, theirs = matrix(cases, said["ours"]), matrix(cases, said["peer"])
    return {
        "unit": "files/second",
        "ours": round(median["ours"], 1),
        "peer": round(median["peer"], 1),
        "peer_name": "pyHanko's validator alone",
        "limit": round(median["limit"], 1),
        "limit_name": "digest of the range and check with the key",
        "ratio_peer": round(median["ours"] / median["peer"], 2),
        "ratio_limit": round(median["ours"] / median["limit"], 3),
        "memory_mb": common.memory_mb(),
        "violations": mine["missed"] + mine["false_alarms"],
        "attacked": sum(case.attacked for case in cases),
        "honest": sum(not case.attacked for case in cases),
        "families": dict(Counter(case.family for case in cases)),
        "matrix": mine,
        "peer_matrix": theirs,
        "peer_missed": [f"{c.family}/{c.name}" for c, ok in zip(cases, said["peer"], strict=True) if ok and c.attacked],
        "peer_false": [c.name for c, ok in zip(cases, said["peer"], strict=True) if not ok and not c.attacked],
        "missed": [f"{c.family}/{c.name}" for c, ok in zip(cases, said["ours"], strict=True) if ok and c.attacked],
        "false": [c.name for c, ok in zip(cases, said["ours"], strict=True) if not ok and not c.attacked],
        "pdfsig_matrix": matrix(cases, [pdfsig(case.pdf) for case in cases]) if shutil.which("pdfsig") else None,
    }


def matrix(cases: tuple[Case, ...], passed: list[bool]) -> dict[str, int]:
    pairs = Counter((case.attacked, ok) for case, ok in zip(cases, passed, strict=True))
    return {
        "found": pairs[True, False],
        "missed": pairs[True, True],
        "accepted": pairs[False, True],
        "false_alarms": pairs[False, False],
    }


def ours() -> Callable[[bytes], bool]:
    from diwan.engines.signing import api as signing

    trust = signing.Trust((world().root.certificate.public_bytes(Encoding.DER),))
    return lambda pdf: signing.validate(pdf, now=NOW, trust=trust).verdict == signing.Verdict.PASSED


def pyhanko() -> Callable[[bytes], bool]:
    """As its own command does: each signature's bottom line, each document time-stamp; without any it is refused."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError
    from pyhanko_certvalidator import ValidationContext

    def passes(pdf: bytes) -> bool:
        try:
            reader = PdfFileReader(io.BytesIO(pdf))
            settings: dict[str, Any] = {"trust_roots": [world().root.asn1], "allow_fetching": False}

            def context(moment: Any) -> ValidationContext:
                try:
                    store = DocumentSecurityStore.read_dss(reader)
                    return store.as_validation_context({**settings, "moment": moment})
                except NoDSSFoundError:
                    return ValidationContext(moment=moment, **settings)

            found = list(reader.embedded_signatures)
            for one in found:
                if one.sig_object_type == "/DocTimeStamp":
                    good = validate_pdf_timestamp(one, context(NOW)).bottom_line
                else:
                    first = validate_pdf_signature(one, context(NOW), context(NOW))
                    stamp = first.timestamp_validity
                    moment = stamp.timestamp if stamp and stamp.valid and stamp.trusted else NOW
                    good = validate_pdf_signature(one, context(moment), context(NOW)).bottom_line
                if not good:
                    return False
        except Exception:  # a refusal, whatever its form
            return False
        return bool(found)

    return passes


def bare(pdf: bytes) -> bool:
    """The least that can be called a check: the last range, its digest, the signature over the attributes."""
    found = RANGE.findall(pdf)
    if not found:
        return False
    _, first, second, rest = map(int, found[-1])
    digest = hashlib.sha256(pdf[:first])
    digest.update(pdf[second : second + rest])
    try:
        content = cms.ContentInfo.load(bytes.fromhex(pdf[first + 1 : second - 1].decode()))["content"]
        signer = content["signer_infos"][0]
        certificate = x509.load_der_x509_certificate(content["certificates"][0].chosen.dump())
        key, data = certificate.public_key(), signer["signed_attrs"].untag().dump()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signer["signature"].native, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signer["signature"].native, data, padding.PKCS1v15(), hashes.SHA256())
    except Exception:
        return False
    return any(
        a["type"].native == "message_digest" and a["values"][0].native == digest.digest()
        for a in signer["signed_attrs"]
    )


def pdfsig(pdf: bytes) -> bool:
    """Whether poppler calls every signature valid; certificates are not looked at (-nocert)."""
    with tempfile.TemporaryDirectory(prefix="diwan-bench-pdfsig-") as scratch:
        path = Path(scratch) / "file.pdf"
        path.write_bytes(pdf)
        try:
            done = subprocess.run(
                ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, timeout=20, check=False
            )
        except subprocess.SubprocessError:
            return False
    verdicts = re.findall(r"Signature Validation: (.*)", done.stdout)
    return bool(verdicts) and all("Signature is Valid" in one for one in verdicts)
