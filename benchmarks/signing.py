"""Signatures per second: PAdES B-B, B-T and B-LTA, RSA-2048 and P-256, letters of 1 and 100 pages, and a batch.

Every contender signs the same letters with the same keys, is stamped by the same authority in the same process, embeds
the same revocation list, and writes its document to a file.

- ours: `prepare`, the key, `complete`; the batch through `sign_many`, on all cores;
- peer: stock pyHanko: `SimpleSigner` loaded once, `sign_pdf`, as its manual has it; for the batch as many processes;
- limit: the key operation alone.
"""

from __future__ import annotations

import functools
import io
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from . import common

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = "benchmarks.signing:"
LEVELS, KEYS, PAGES = ("B-B", "B-T", "B-LTA"), ("rsa2048", "p256"), (1, 100)
FIRST = ("B-B", "rsa2048", 1)  # what is asked: 5 times, then 8, then 40
KEPT = 12  # outputs of each contender, client and kind that are checked afterwards
NUMBER = "MEN/DRH/2026/004512"
AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
PARAGRAPH = (
    "وبعد، فتنفيذا لمقتضيات المذكرة رقم 253 الصادرة بتاريخ 18-11-2026 في شأن المراسلات الإدارية، يشرفني أن أخبركم أن "
    "اللجنة المشتركة عقدت اجتماعها الثالث، ودرست ما ورد عليها من طلبات، ورفعت اقتراحاتها إلى المديرية."
)
out: Path
letters: dict[int, bytes] = {}
revoked: list[bytes] = []


def letter(pages: int) -> bytes:
    """A letter of an administration in Arabic, of so many pages, set by our engine."""
    from diwan.engines.documents import api as documents

    runs = [{"text": PARAGRAPH, "bold": False, "italic": False, "underline": False}]
    block = {
        "kind": "paragraph",
        "runs": runs,
        "direction": "rtl",
        "align": "justify",
        "level": 0,
        "number": 0,
        "rows": [],
    }
    ministry = "وزارة التربية الوطنية"
    data = {
        "layout": "ar",
        "administration": {"name": {"ar": ministry}, "country": {"ar": "المملكة المغربية"}, "emblem": None},
        "head": {"ar": ["مديرية الموارد البشرية"]},
        "number": NUMBER,
        "date": {"ar": "18 نونبر 2026"},
        "hijri": {"ar": "8 جمادى الآخرة 1448"},
        "addressed": {"ar": [["إلى السيد مدير الأكاديمية"]]},
        "greeting": {"ar": "سلام تام بوجود مولانا الإمام"},
        "closing": {"ar": "وتقبلوا فائق التقدير والاحترام."},
        "subject": "في شأن الحركة الانتقالية",
        "answers": None,
        "body": [block] * max(1, 17 * pages - 14),
        "second": [],
        "signer": {"title": {"ar": "المدير"}, "name": {"ar": "محمد العلوي"}, "basis": ""},
        "annexes": [],
        "copies": [],
        "verification": None,
    }
    return documents.render("drafting/letter", data, language="ar", title=NUMBER, at=AT)


def prepare() -> None:
    """Keys, letters and the revocation list; before the clients are forked."""
    from django.conf import settings

    from diwan.engines.signing import keys, material

    keys.authority()
    for kind in KEYS:
        settings.DIWAN_SEAL_KEY = kind
        identity = keys.seal_of(kind)
        (out / f"{kind}.crt").write_bytes(identity.certificate.public_bytes(Encoding.PEM))
    settings.DIWAN_SEAL_KEY = KEYS[0]
    root, now = keys.root(), datetime.now(UTC)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + timedelta(days=30))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
        .sign(root.key, hashes.SHA256())
    )
    revoked[:] = [made.public_bytes(Encoding.DER)]
    material.provide(lambda _certificate, _issuer: revoked)
    letters.update({pages: letter(pages) for pages in PAGES})


def given(what: str) -> tuple[str, str, int]:
    level, kind, pages = what.split(",")
    return level, kind, int(pages)


def keep(who: str, what: str, client: int, n: int, pdf: bytes) -> None:
    (out / f"{who}-{what}-{client}-{n % KEPT}.pdf").write_bytes(pdf)


# --- the contenders --------------------------------------------------------------------------------------------------


def ours(client: int, n: int, what: str) -> None:
    from diwan.engines.signing import keys, sealing
    from diwan.engines.signing.levels import Level, Mark

    level, kind, pages = given(what)
    mark = Mark(at=AT, reason="letter", level=Level(level))
    keep("ours", what, client, n, sealing.with_key(letters[pages], keys.seal_of(kind), mark).pdf)


@functools.cache
def stock(kind: str, level: str) -> tuple[Any, ...]:
    """What a careful user of pyHanko makes once."""
    from asn1crypto import crl
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner
    from pyhanko_certvalidator import ValidationContext

    from diwan.engines.signing import keys
    from diwan.engines.signing.authority import InProcess

    folder = keys.folder()
    signer = SimpleSigner.load(
        str(folder / f"seal-{kind}.pem"), str(out / f"{kind}.crt"), ca_chain_files=(str(folder / "root.pem"),)
    )
    metadata: dict[str, Any] = {
        "field_name": "Signature1",
        "md_algorithm": "sha256",
        "reason": "letter",
        "subfilter": SigSeedSubFilter.PADES,
    }
    if level == "B-LTA":
        metadata |= {
            "embed_validation_info": True,
            "use_pades_lta": True,
            "validation_context": ValidationContext(
                trust_roots=[asn1_x509.Certificate.load(keys.der(keys.root().certificate))],
                crls=[crl.CertificateList.load(one) for one in revoked],
                allow_fetching=False,
            ),
        }
    return signer, PdfSignatureMetadata(**metadata), None if level == "B-B" else InProcess()


def peer(client: int, n: int, what: str) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import sign_pdf

    level, kind, pages = given(what)
    signer, metadata, stamper = stock(kind, level)
    writer = IncrementalPdfFileWriter(io.BytesIO(letters[pages]))
    keep("peer", what, client, n, sign_pdf(writer, metadata, signer, timestamper=stamper).getvalue())


def limit(_client: int, _n: int, what: str) -> None:
    from diwan.engines.signing import keys

    level, kind, _ = given(what)
    keys.seal_of(kind).sign(b"x" * 256)
    for _stamp in range({"B-B": 0, "B-T": 1, "B-LTA": 2}[level]):
        keys.authority().sign(b"x" * 256)


class Held:
    """A key at hand, as the batch asks for one."""

    def __init__(self, kind: str) -> None:
        from diwan.engines.signing import keys

        self._identity = keys.seal_of(kind)
        self.certificate, self.chain = self._identity.certificate, self._identity.chain

    def sign(self, to_be_signed: Sequence[bytes]) -> list[bytes]:
        return [self._identity.sign(one) for one in to_be_signed]


def batch(count: int) -> dict[str, float]:
    """A batch of letters of one page at B-B on all cores, after one that starts the helpers."""
    from diwan.engines.signing import batches
    from diwan.engines.signing.levels import Level, Mark

    mark, signer = Mark(at=AT, reason="letter", level=Level.B_B), Held("rsa2048")
    items = [batches.Item(letters[1], mark)] * count
    list(batches.sign_many(items[: 4 * batches.LIST], signer))
    start = time.perf_counter()
    for n, done in enumerate(batches.sign_many(items, signer)):
        assert done.signed is not None, done.reason
        (out / f"batch-{n}.pdf").write_bytes(done.signed.pdf)
    return {"batch": count, "batch_per_second": round(count / (time.perf_counter() - start), 1)}


# --- the figures -----------------------------------------------------------------------------------------------------


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts documents of ours that pdfsig or pyHanko does not accept."""
    global out
    common.setup()
    with tempfile.TemporaryDirectory(prefix="diwan-signing-") as folder:
        out = Path(folder)
        prepare()
        kinds = [f"{level},{kind},{pages}" for level in LEVELS for kind in KEYS for pages in PAGES]
        seconds, rounds = (0.6, 1) if quick else (3, 5)
        first = ",".join(map(str, FIRST))
        main = contest([first], 1 if quick else 6, 3 if quick else 7, 1)
        cores = os.cpu_count() or 1
        many = contest([first], 1 if quick else 6, 2 if quick else 5, cores)
        rest = contest(kinds, seconds, rounds, 1)
        done = batch(100 if quick else 1000)
        per_peer = main.ratio(f"{HERE}ours/{first}", f"{HERE}peer/{first}")
        return {
            "unit": "signatures/s",
            "ours": round(main.median(f"{HERE}ours/{first}"), 1),
            "peer": round(main.median(f"{HERE}peer/{first}"), 2),
            "peer_name": "stock pyHanko",
            "limit": round(main.median(f"{HERE}limit/{first}"), 1),
            "limit_name": "the RSA-2048 operation alone",
            "ratio_peer": per_peer,
            "ratio_limit": main.ratio(f"{HERE}ours/{first}", f"{HERE}limit/{first}"),
            "cores": cores,
            "ours_cores": round(many.median(f"{HERE}ours/{first}"), 1),
            "peer_cores": round(many.median(f"{HERE}peer/{first}"), 2),
            "ratio_peer_cores": many.ratio(f"{HERE}ours/{first}", f"{HERE}peer/{first}"),
            **done,
            "ratio_peer_batch": round(done["batch_per_second"] / many.median(f"{HERE}peer/{first}"), 1),
            "kinds": {what: figures(rest, what) for what in kinds},
            "kilobytes": {pages: round(len(pdf) / 1000, 1) for pages, pdf in letters.items()},
            **checked(),
            "memory_mb": common.memory_mb(),
        }


def contest(kinds: list[str], seconds: float, rounds: int, processes: int) -> common.Contest:
    """A round more than asked: in the first, each client loads what its work needs."""
    contenders = [f"{HERE}{who}/{what}" for what in kinds for who in ("ours", "peer", "limit")]
    done = common.Contest(contenders, seconds, rounds + (len(kinds) == 1), processes).run()
    if len(kinds) == 1:
        done.turns = done.turns[len(contenders) :]
    return done


def figures(done: common.Contest, what: str) -> dict[str, float]:
    per_second = {who: done.median(f"{HERE}{who}/{what}") for who in ("ours", "peer", "limit")}
    return {
        **{who: round(value, 1) for who, value in per_second.items()},
        "ratio_peer": done.ratio(f"{HERE}ours/{what}", f"{HERE}peer/{what}"),
    }


def checked() -> dict:
    """Documents of ours by poppler and by pyHanko's validator, on all cores."""
    files = sorted([*out.glob("ours-*.pdf"), *out.glob("batch-*.pdf")])
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        poppler = list(threads.map(_poppler, files)) if shutil.which("pdfsig") else None
    faults = [file.name for file, good in zip(files, poppler or [], strict=bool(poppler)) if not good]
    faults += [file.name for file in files if not _pyhanko(file)]
    sizes = {
        who: round(
            statistics.median(len(file.read_bytes()) for file in out.glob(f"{who}-B-T,rsa2048,1-*.pdf")) / 1000, 1
        )
        for who in ("ours", "peer")
    }
    return {
        "checked": len(files),
        "poppler": poppler is not None,
        "kilobytes_signed": sizes,
        "first_faults": faults[:3],
        "violations": len(faults) + (not files),
    }


def _poppler(file: Path) -> bool:
    return b"Signature is Valid" in subprocess.run(["pdfsig", file], capture_output=True, check=False).stdout


def _pyhanko(file: Path) -> bool:
    from asn1crypto import x509 as asn1_x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from diwan.engines.signing import keys

    root = asn1_x509.Certificate.load(keys.der(keys.root().certificate))
    trust = ValidationContext(trust_roots=[root], allow_fetching=False)
    with file.open("rb") as stream:
        (signature,) = PdfFileReader(stream).embedded_regular_signatures
        return validate_pdf_signature(signature, trust, trust).bottom_line
