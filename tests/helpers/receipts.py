"""A receipt as the portal makes it, for the tests of documents, signing and the verifier."""

import hashlib
import json
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from diwan.engines.documents import api as documents

AT = datetime(2026, 11, 18, 9, 2, 3, 123456, tzinfo=UTC)
TITLE = "وصل إيداع و 2026/1284"
PIECE = "نص المذكرة رقم 253".encode()


def data(*, pieces: int = 2, listed: list | None = None, **changes) -> dict:
    """What the template `receipt` asks for."""
    listed = listed or [
        {"name": "المذكرة رقم 253.pdf", "size": len(PIECE), "sha256": hashlib.sha256(PIECE).hexdigest()},
        *(
            {"name": f"Pièce n° {n}.pdf", "size": 48_213 * n, "sha256": hashlib.sha256(bytes([n])).hexdigest()}
            for n in range(2, pieces + 1)
        ),
    ]
    return {
        "administration": {
            "name": {"ar": "وزارة التربية الوطنية", "fr": "Ministère de l’Éducation nationale", "en": "Ministry"},
            "country": {"ar": "المملكة المغربية", "fr": "Royaume du Maroc", "en": "Kingdom of Morocco"},
        },
        "office": {"ar": "مكتب الضبط الرقمي", "fr": "Bureau d’ordre numérique", "en": "Digital registry office"},
        "register": {"ar": "سجل الواردات 2026", "fr": "Registre des arrivées 2026", "en": "Incoming register 2026"},
        "reference": "و 2026/1284",
        "registered": {
            "date": {"ar": "الأربعاء 18 نونبر 2026", "fr": "mercredi 18 novembre 2026", "en": "18 November 2026"},
            "hijri": {"ar": "8 جمادى الآخرة 1448", "fr": "8 joumada II 1448", "en": "8 Jumada II 1448"},
            "time": "10:02:03",
            "zone": "GMT+1",
        },
        "depositor": {"name": "فاطمة الزهراء العلوي", "details": ["f.alaoui@example.ma"]},
        "service": {"ar": "مديرية الموارد البشرية", "fr": "Direction des ressources humaines", "en": "HR directorate"},
        "subject": "طلب شهادة العمل من 2009-02-22 إلى 2026-09-01",
        "pieces": listed,
        "due": {"ar": "يجاب قبل 18 دجنبر 2026.", "fr": "Réponse avant le 18 décembre 2026.", "en": "By 18 December."},
        "recourse": {"ar": "المادة 17 من القانون 55-19.", "fr": "Article 17, loi 55-19.", "en": "Law 55-19."},
        "verification": {
            "url": "https://diwan.example.ma/verify/",
            "code": "7KQ4-M2XF-93TD",
            "qr": documents.qr_svg("https://diwan.example.ma/verify/7KQ4-M2XF-93TD").decode(),
        },
        **changes,
    }


CONTENT = json.dumps({"subject": "طلب", "pieces": data()["pieces"], "salt": "5a17"}, ensure_ascii=False).encode()


def render(*, language: str = "fr", proof: dict | None = None, at: datetime = AT, content=CONTENT, **changes) -> bytes:
    attachments = []
    if proof is not None:
        text = json.dumps(proof, ensure_ascii=False).encode()
        attachments = [
            documents.Attachment("proof.json", text, "application/json", "Proof of registration"),
            documents.Attachment("content.json", content, "application/json", "What was deposited"),
        ]
    return documents.render("receipt", data(**changes), language=language, title=TITLE, attachments=attachments, at=at)


class Journal:
    """The proof format written a second time, straight from its definition, as a witness against the verifier."""

    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.fresh: list[dict] = []
        self.export: list[dict] = []
        self.previous, self.number = "", 0

    def append(self, chain: str, number: int = 0, **facts) -> dict:
        """One entry more, as a line of the export has it (there also with its chain and type)."""
        position, head = self.heads.get(chain, (0, bytes(32)))
        body = {
            "v": 1, "chain": chain, "kind": "deposited", "subject": "deposit:1", "actor": None,
            "at": "2026-11-18T09:02:03.123456Z", "facts": facts,
        }  # fmt: skip
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        position += 1
        leaf = hashlib.sha256(
            b"\0" + position.to_bytes(8, "big") + head + number.to_bytes(8, "big") + hashlib.sha256(text).digest()
        ).digest()
        entry = {"body": body, "position": position, "previous": head.hex(), "number": number, "leaf": leaf.hex()}
        self.heads[chain] = position, leaf
        self.fresh.append(entry)
        return entry

    def checkpoint(self) -> dict:
        self.number += 1
        self.fresh.sort(key=lambda e: (e["body"]["chain"], e["position"]))
        self.leaves = [bytes.fromhex(entry["leaf"]) for entry in self.fresh]
        header = {
            "at": "2026-11-18T10:00:00.000000Z", "number": self.number, "previous": self.previous,
            "root": tree(self.leaves).hex(), "size": len(self.leaves), "v": 1,
        }  # fmt: skip
        text = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        self.previous = hashlib.sha256(text).hexdigest()
        signed = {**header, "signature": self.key.sign(text).hex(), "public_key": self.public}
        spans: list[list] = []
        for entry in self.fresh:
            chain = entry["body"]["chain"]
            spans += [] if spans and spans[-1][0] == chain else [[chain, entry["position"], None]]
            spans[-1][2] = entry["position"]
        self.export += [self.line(entry) for entry in self.fresh]
        given = {key: signed[key] for key in ("signature", "public_key")}
        self.export.append({"type": "checkpoint", "header": text.decode(), **given, "spans": spans})
        self.covered, self.fresh = self.fresh, []
        self.last = signed
        return signed

    @staticmethod
    def line(entry: dict) -> dict:
        return {"type": "entry", "chain": entry["body"]["chain"], **entry}

    def proof(self, entry: dict) -> dict:
        way = path(self.leaves, self.covered.index(entry))
        return {"v": 1, "entry": entry, "path": way, "checkpoint": self.last}


def tree(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def path(leaves: list[bytes], m: int) -> list[list[str]]:
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*path(leaves[:k], m), ["R", tree(leaves[k:]).hex()]]
    return [*path(leaves[k:], m - k), ["L", tree(leaves[:k]).hex()]]


def journal_with_receipt(entries: int = 7) -> tuple[Journal, dict]:
    """A journal, and the proof of a deposit of PIECE among others."""
    journal = Journal()
    for n in range(1, entries):
        journal.append("register:1:2026" if n % 2 else "accounts", number=n % 2 * n, n=n)
    digest = hashlib.sha256(CONTENT).hexdigest()
    entry = journal.append("register:1:2026", number=1284, digest=digest, reference="و 2026/1284")
    journal.checkpoint()
    return journal, journal.proof(entry)
