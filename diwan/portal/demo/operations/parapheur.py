"""The parapheur of a ministry: what is signed there, by which circuits, and folders at each place of their way."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.circuits import api as circuits
from diwan.engines.documents import api as documents

from .. import queries

if TYPE_CHECKING:
    from datetime import datetime

    from .bodies import Places

BODY = "MEN"
WRITER = "f.berrada@men.example"  # heads a division; the director above signs
WHEREAS = "بناء على النصوص التشريعية والتنظيمية الجاري بها العمل، تقرر ما يلي:"
AMOUNT = circuits.Field("amount", circuits.Type.NUMBER, organisations.Names("المبلغ بالدرهم", "Montant en dirhams"))
# (title, amount, urgent, how far it went)
DECISIONS = (
    ("قرار بتعيين لجنة لمتابعة الدخول المدرسي", None, True, "signature"),
    ("قرار بمنح تعويض عن التنقل لفائدة ثلاثة أطر", "18400", False, "signature"),
    ("قرار باقتناء حواسيب لفائدة المصالح المركزية", "96500", False, "signature"),
    ("قرار بتنظيم دورة تكوينية في اللغة الأمازيغية", "12000", False, "visa"),
    ("قرار بتسوية وضعية إدارية", None, False, "visa"),
    ("قرار بكراء قاعة للامتحانات المهنية", "7500", True, "refused"),
    ("قرار بتكليف بمهمة بالأكاديمية الجهوية لفاس-مكناس", None, False, "prepared"),
)
SHEET: dict[str, Any] = {
    "layout": "ar",
    "head": {"ar": [], "fr": []},
    "addressed": {"ar": [], "fr": []},
    "greeting": {"ar": "", "fr": ""},
    "closing": {"ar": "", "fr": ""},
    "answers": None,
    "second": [],
    "signer": {"title": {"ar": "", "fr": ""}, "name": {"ar": "", "fr": ""}, "basis": ""},
    "annexes": [],
    "copies": [],
    "number": "",
    "date": None,
    "hijri": None,
    "verification": None,
    "stamps": True,
}


def prepare(*, now: datetime) -> list[int]:
    """The decisions as PDFs, stored before the transaction: a page takes its time."""
    names = {"ar": "وزارة التربية الوطنية والتعليم الأولي والرياضة", "fr": "Ministère de l’éducation nationale"}
    country = {"ar": "المملكة المغربية", "fr": "Royaume du Maroc"}
    found = []
    for title, *_rest in DECISIONS:
        page = SHEET | {
            "administration": {"name": names, "country": country, "emblem": None},
            "subject": title,
            "body": [paragraph(WHEREAS), paragraph(title)],
        }
        pdf = documents.render("drafting/letter", page, language="ar", title=title, at=now)
        found.append(files.store(io.BytesIO(pdf), name="decision.pdf", now=now).pk)
    return found


def paragraph(text: str) -> dict[str, Any]:
    run = {"text": text, "bold": False, "italic": False, "underline": False}
    return {"kind": "p", "runs": [run], "direction": "", "align": "", "level": 0, "number": 0, "rows": []}


def furnish(sheets: list[int], places: Places, people: dict[str, int], *, now: datetime) -> int:
    """Types, circuits, folders and a mandate; gives how many folders there are."""
    administration = places.administrations[BODY].pk
    kinds = draw(administration, now - timedelta(days=30))
    heads = [row for row in queries.data("people")["people"][BODY] if row.get("head")]
    actors = [organisations.actor_for(people[queries.address(BODY, row)], now) for row in heads]
    if WRITER not in people:
        return 0
    writer = organisations.actor_for(people[WRITER], now)
    for sheet, line in zip(sheets, DECISIONS, strict=True):
        go(sheet, line, writer, kinds["decision"], now - timedelta(hours=30))
    lend(writer, actors, sheets[0], now)
    return len(DECISIONS)


def draw(administration: int, now: datetime) -> dict[str, Any]:
    """A letter is visaed by the head of the unit and signed by the head above; a decision too, and sealed."""
    about: dict[str, Any] = {"actor": organisations.SYSTEM, "administration_id": administration, "now": now}
    letter = circuits.create_type(code="letter", names=organisations.Names("مراسلة صادرة", "Courrier départ"), **about)
    decision = circuits.create_type(
        code="decision", names=organisations.Names("قرار إداري", "Décision"), fields=[optional(AMOUNT)], **about
    )
    for kind, last in ((letter, circuits.Kind.DELIVERY), (decision, circuits.Kind.SEAL)):
        steps = (
            step("visa", circuits.Kind.VISA, circuits.Who(circuits.How.HEAD), ("تأشيرة الرئيس", "Visa du chef"), 3),
            step(
                "signature",
                circuits.Kind.SIGNATURE,
                circuits.Who(circuits.How.ABOVE, up=1),
                ("توقيع الرئيس الأعلى", "Signature du supérieur"),
                5,
            ),
            step("number", circuits.Kind.NUMBERING, circuits.Who(circuits.How.ITSELF), ("ترقيم", "Numérotation"), 0),
            step("last", last, circuits.Who(circuits.How.ITSELF), ("إتمام", "Suite"), 0),
        )
        drawn = circuits.Definition(tuple(circuits.Stage((one,)) for one in steps))
        version = circuits.create_circuit(
            actor=organisations.SYSTEM,
            type_id=kind.pk,
            names=organisations.Names(f"مسار {kind.name_ar}", f"Circuit {kind.name_fr}"),
            now=now,
        )
        said: dict[str, Any] = {"actor": organisations.SYSTEM, "version_id": version.pk, "now": now}
        version = circuits.draw(definition=drawn, base=version.edits, **said)
        circuits.activate(base=version.edits, **said)
    return {"letter": letter, "decision": decision}


def optional(field: circuits.Field) -> circuits.Field:
    return circuits.Field(field.code, field.type, field.names, required=False)


def step(key: str, kind: circuits.Kind, who: circuits.Who, names: tuple[str, str], days: int) -> circuits.Step:
    return circuits.Step(key=key, kind=kind, who=who, names=organisations.Names(*names), days=days)


def sender(actor: organisations.Actor) -> Any:
    """The seat at the head of a unit."""
    return next(seat for seat in actor.seats if seat.is_head)


def go(sheet: int, line: tuple[str, str | None, bool, str], writer: Any, kind: Any, at: datetime) -> None:
    """One decision of this head, as far as its line says; the writer visas it, the head above signs or not."""
    title, amount, urgent, where = line
    values = {"amount": amount} if amount else {}
    folder = parapheur.prepare(
        actor=writer,
        post_id=sender(writer).post_id,
        said=parapheur.Said(type=kind.pk, title=title, urgent=urgent, values=values),
        main=[sheet],
        now=at,
    )
    parapheur.counted(document_id=folder.documents.get().pk, file_id=sheet, pages=1, now=at)
    if where == "prepared":
        return
    folder = parapheur.send(actor=writer, folder_id=folder.pk, now=at)
    if where == "visa":
        return
    turn, later = folder.run.turns.get(state="open"), at + timedelta(hours=2)  # type: ignore[union-attr]
    shown = parapheur.fingerprint(folder, folder.documents.select_related("file"))
    said: dict[str, Any] = {"actor": writer, "turn_id": turn.pk, "shown": shown, "now": later}
    if where == "refused":
        parapheur.refuse(text="يرجى إرفاق عرض أثمان المزودين.", **said)
    else:
        parapheur.agree(**said)


def lend(giver: Any, actors: list[Any], sheet: int, now: datetime) -> None:
    """This head lets a colleague sign small decisions in their name for a month."""
    seat = sender(giver)
    other = next((one for one in actors if one.person_id != giver.person_id), None)
    if other is None or other.person_id is None:
        return
    terms = circuits.Terms(
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
        kinds=frozenset({circuits.Kind.VISA}),
        up_to=Decimal(20000),
    )
    about: dict[str, Any] = {"actor": giver, "now": now - timedelta(days=1)}
    mandate = circuits.give_mandate(post_id=seat.post_id, person_id=other.person_id, terms=terms, **about)
    circuits.sign_mandate(mandate_id=mandate.pk, file_id=sheet, **about)
