"""Receipts per second: a page of Arabic and French, sealed (PAdES) and time-stamped (RFC 3161), on one process and two.

Every contender makes the same receipt of the same deposits, with the proof and the content attached, as PDF/A-3a,
signed with the same RSA-2048 keys and stamped by the same authority in the same process (PAdES B-T), into a file.

- ours: `documents.render` and `signing.seal`;
- peer: what is commonly used: a Django template through WeasyPrint, signed by pyHanko as it comes;
- limit: Typst alone, and the two signatures with the keys held ready; nothing joined to the page.

The peer's libraries are no dependency of Diwan: where WeasyPrint is not installed, its figures are null.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import io
import json
import logging
import os
import shutil
import statistics
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import Encoding

from . import common

CODE = "BENCH"
DEPOSITS = 120  # different ones: nothing may be served from what was kept of the last page
PEER = "WeasyPrint and stock pyHanko"
HERE = "benchmarks.receipts:"
FOLDER = Path(__file__).resolve().parent
ZONE = ZoneInfo("Africa/Casablanca")
T = {"ar": "وزارة التربية الوطنية", "fr": "Ministère de l’Éducation nationale"}

ready: list[tuple[dict, list[tuple[str, bytes]], datetime]] = []
"""Page, attachments and moment of each deposit; filled before the clients are forked."""
out: Path


# --- the work --------------------------------------------------------------------------------------------------------


def page(reference: str, n: int, content: dict) -> dict:
    """What a receipt says; see the head of engines/documents/templates/receipt.typ."""
    from diwan.engines.documents import api as documents

    address = f"https://diwan.example.ma/verify/{reference}/"
    return {
        "administration": {"name": T, "country": {"ar": "المملكة المغربية", "fr": "Royaume du Maroc"}},
        "office": {"ar": "مكتب الضبط الرقمي", "fr": "Bureau d’ordre numérique"},
        "register": {"ar": "سجل الواردات 2026", "fr": "Registre des arrivées 2026"},
        "reference": reference,
        "registered": {
            "date": {"ar": "الأربعاء 18 نونبر 2026", "fr": "mercredi 18 novembre 2026"},
            "hijri": {"ar": "8 جمادى الآخرة 1448", "fr": "8 joumada II 1448"},
            "time": f"10:{n // 60 % 60:02}:{n % 60:02}",
            "zone": "UTC+01:00",
        },
        "depositor": {"name": f"فاطمة الزهراء العلوي {n}", "details": [f"AB{100_000 + n}"]},
        "service": {"ar": "مديرية الموارد البشرية", "fr": "Direction des ressources humaines"},
        "subject": content["subject"],
        "pieces": content["pieces"],
        "due": {"ar": "في أجل أقصاه 18 يناير 2027 (60 يوما، القانون 55-19).", "fr": "Au plus tard le 18 janvier 2027."},
        "recourse": {
            "ar": "في غياب الجواب داخل هذا الأجل، يمكن التظلم لدى الإدارة أعلاه.",
            "fr": "Sans réponse dans ce délai, un recours peut être adressé à l’administration ci-dessus.",
        },
        "verification": {"url": address, "code": reference, "qr": documents.qr_svg(address).decode()},
    }


def prepare() -> None:
    """Register deposits for real, and have the journal vouch for each: a receipt is judged by its proof."""
    from django.db import transaction

    from diwan.core.journal import api as journal
    from diwan.core.organisations.api import SYSTEM, Names, open_administration
    from diwan.core.organisations.models import RegistryOffice, Unit
    from diwan.engines.registers import api as registers

    now = datetime.now(UTC)
    ministry = open_administration(actor=SYSTEM, code=CODE, country="MA", names=Names(T["ar"]), on=now.date(), now=now)
    unit = Unit.objects.get(administration=ministry)
    office = RegistryOffice.objects.create(
        administration=ministry, unit=unit, code=CODE, name_ar="مكتب", opened_on=now.date()
    )
    made = []
    for n in range(DEPOSITS):
        pieces = [
            {"name": name, "size": 48_213 + n, "sha256": hashlib.sha256(f"{name} {n}".encode()).hexdigest()}
            for name in ("المذكرة رقم 253.pdf", "Pièce n° 2.pdf")
        ]
        content = {"subject": f"طلب شهادة العمل رقم {n} بتاريخ 2026-09-01", "pieces": pieces}
        text = json.dumps(content, ensure_ascii=False).encode()
        with transaction.atomic():
            registration = registers.register(
                office=registers.OfficeRef(office.pk, CODE, ZONE),
                kind=registers.Kind.INCOMING,
                at=datetime.now(UTC),
                subject_kind="deposit",
                subject_id=n,
                content_digest=hashlib.sha256(text).digest(),
                actor=SYSTEM,
            )
        made.append((registration, content, text))
    journal.checkpoint(now=datetime.now(UTC))
    for n, (registration, content, text) in enumerate(made):
        entry = registers.by_reference(registration.reference)
        proof = json.dumps(journal.proof(entry.book.chain, entry.position), ensure_ascii=False).encode()
        at = entry.registered_at
        ready.append((page(registration.reference, n, content), [("proof.json", proof), ("content.json", text)], at))


def given(client: int, n: int) -> tuple[dict, list[tuple[str, bytes]], datetime]:
    """The deposit of this act, with words on its page that no other act has."""
    data, attachments, at = ready[(client * DEPOSITS // 2 + n) % DEPOSITS]
    return {**data, "depositor": {**data["depositor"], "details": [f"{client}-{n}"]}}, attachments, at


def keep(who: str, client: int, n: int, pdf: bytes) -> None:
    (out / f"{who}-{client}-{n}-{os.getpid()}.pdf").write_bytes(pdf)


# --- the contenders --------------------------------------------------------------------------------------------------


def rendered(client: int, n: int) -> bytes:
    from diwan.engines.documents import api as documents

    data, attachments, at = given(client, n)
    attached = [documents.Attachment(name, text, "application/json", name) for name, text in attachments]
    return documents.render("receipt", data, language="fr", title=data["reference"], attachments=attached, at=at)


def ours(client: int, n: int) -> None:
    from diwan.engines.signing import api as signing

    pdf = rendered(client, n)
    now = datetime.now(UTC)
    keep("ours", client, n, signing.seal(pdf, administration_code=CODE, reason="receipt", at=now))


def limit(client: int, n: int) -> None:
    from diwan.engines.signing import keys

    pdf = rendered(client, n)
    for identity in (keys.seal_of(CODE), keys.authority()):
        identity.sign(pdf[:256])
    keep("limit", client, n, pdf)


@functools.cache
def usual_stack() -> tuple[Any, ...]:
    """All that a careful user of these libraries prepares once: template, style sheet, fonts, signer."""
    import fontpkg_amiri
    from django.template import Engine
    from pyhanko.sign.signers import SimpleSigner
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    from diwan.engines.signing import keys
    from diwan.engines.signing.authority import InProcess

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fonts, pem = FontConfiguration(), str(keys.folder() / f"seal-{CODE}.pem")
    files = Path(fontpkg_amiri.__file__).parent / "files"
    template = Engine().from_string((FOLDER / "receipt.html").read_text())
    style = CSS(string=(FOLDER / "receipt.css").read_text(), base_url=f"{files}/", font_config=fonts)
    signer = SimpleSigner.load(pem, str(out / "seal.crt"), ca_chain_files=(str(keys.folder() / "root.pem"),))
    return template, style, fonts, signer, InProcess()


def peer(client: int, n: int) -> None:
    from django.template import Context
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
    from weasyprint import HTML, Attachment

    template, style, fonts, signer, stamper = usual_stack()
    data, attachments, _ = given(client, n)
    html = template.render(Context({"d": data, "title": data["reference"]}))
    pdf = HTML(string=html).write_pdf(
        stylesheets=[style],
        font_config=fonts,
        attachments=[Attachment(string=text, name=name, relationship="Data") for name, text in attachments],
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
    )
    about = PdfSignatureMetadata(
        field_name="Seal", md_algorithm="sha256", reason="receipt", subfilter=SigSeedSubFilter.PADES
    )
    sealed = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer, timestamper=stamper)
    keep("peer", client, n, sealed.getvalue())


# --- the figures -----------------------------------------------------------------------------------------------------


def run(quick: bool) -> dict:
    """The line of figures; `violations` counts receipts of ours that a verifier does not find good."""
    global out
    common.setup()
    from diwan.engines.signing import keys

    keys.authority()
    with tempfile.TemporaryDirectory(prefix="diwan-receipts-") as folder:
        out = Path(folder)
        (out / "seal.crt").write_bytes(keys.seal_of(CODE).certificate.public_bytes(Encoding.PEM))
        prepare()
        with_peer = importlib.util.find_spec("weasyprint") is not None
        contenders = [HERE + name for name in ("ours", "limit", *(["peer"] if with_peer else []))]
        seconds, rounds = (3, 3) if quick else (6, 7)
        one, two = (contest(contenders, seconds, rounds, processes) for processes in (1, 2))
        checked = verified()
    return {
        "unit": "receipts/s",
        "ours": round(one.median(HERE + "ours"), 1),
        "peer": round(one.median(HERE + "peer"), 2) if with_peer else None,
        "peer_name": PEER
        if with_peer
        else f"{PEER}: WeasyPrint is not installed (pip install -r requirements/bench.txt)",
        "limit": round(one.median(HERE + "limit"), 1),
        "limit_name": "Typst alone and two RSA-2048 signatures",
        "ratio_peer": one.ratio(HERE + "ours", HERE + "peer") if with_peer else None,
        "ratio_limit": one.ratio(HERE + "ours", HERE + "limit"),
        "ours_two": round(two.median(HERE + "ours"), 1),
        "peer_two": round(two.median(HERE + "peer"), 2) if with_peer else None,
        "limit_two": round(two.median(HERE + "limit"), 1),
        "ratio_peer_two": two.ratio(HERE + "ours", HERE + "peer") if with_peer else None,
        "ratio_limit_two": two.ratio(HERE + "ours", HERE + "limit"),
        "p50_ms": round(one.median(HERE + "ours", "p50_ms"), 1),
        "p99_ms": round(one.median(HERE + "ours", "p99_ms"), 1),
        **checked,
        "memory_mb": common.memory_mb(),
    }


def contest(contenders: list[str], seconds: float, rounds: int, processes: int) -> common.Contest:
    """A round more than asked: in the first, each client loads what its work needs."""
    done = common.Contest(contenders, seconds, rounds + 1, processes).run()
    done.turns = done.turns[len(contenders) :]
    return done


def verified() -> dict:
    """Every receipt of ours by the stand-alone verifier, by our validator and by poppler; the peer's by the second."""
    from diwan.engines.signing import api as signing
    from diwan.verifier import diwan_verify

    roots = diwan_verify.certificates_in(signing.root_certificate_pem().decode())
    files, faults, peers, sizes = sorted(out.glob("ours-*.pdf")), [], [], []
    poppler = shutil.which("pdfsig")
    for file in files:
        pdf = file.read_bytes()
        sizes.append(len(pdf))
        verdicts = [
            diwan_verify.judge(pdf, roots, diwan_verify.Report()) == "genuine",
            signing.validate(pdf).verdict == signing.Verdict.PASSED,
            not poppler or b"Signature is Valid" in subprocess.run([poppler, file], capture_output=True).stdout,
        ]
        if not all(verdicts):
            faults.append(f"{file.name}: {verdicts}")
    for file in sorted(out.glob("peer-*.pdf")):
        pdf = file.read_bytes()
        peers.append(len(pdf))
        with contextlib.suppress(IndexError):
            report = signing.validate(pdf)
            if report.verdict != signing.Verdict.PASSED or report.signatures[0].level != "B-T":
                faults.append(f"{file.name}: {report.reasons}")
    return {
        "receipts": len(files),
        "poppler": bool(poppler),
        "kilobytes": round(statistics.median(sizes) / 1000, 1),
        "kilobytes_peer": round(statistics.median(peers) / 1000, 1) if peers else None,
        "first_faults": faults[:3],
        "violations": len(faults) + (not files),
    }
