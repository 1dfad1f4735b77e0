"""The parapheur of a ministry: what is signed there, by which circuits, and folders at each place of their way."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.circuits import api as circuits
from diwan.engines.documents import api as documents

from .acting import as_

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from datetime import datetime

    from .bodies import Places

BODY = "MEN"
WRITER = "f.berrada@men.example"  # heads a division; the director above signs
WHEREAS = "بناء على النصوص التشريعية والتنظيمية الجاري بها العمل، تقرر ما يلي:"
AMOUNT = circuits.Field("amount", circuits.Type.NUMBER, organisations.Names("المبلغ بالدرهم", "Montant en dirhams"))
# (title, amount, urgent, how far it went)
DECISIONS = (
    ("مقرر بتعيين لجنة لمتابعة الدخول المدرسي", None, True, "signature"),
    ("مقرر بمنح تعويض عن التنقل لفائدة ثلاثة أطر", "18400", False, "signature"),
    ("مقرر باقتناء حواسيب لفائدة المصالح المركزية", "96500", False, "signature"),
    ("مقرر بتنظيم دورة تكوينية في اللغة الأمازيغية", "12000", False, "visa"),
    ("مقرر بتسوية وضعية إدارية", None, False, "visa"),
    ("مقرر بكراء قاعة للامتحانات المهنية", "7500", True, "refused"),
    ("مقرر بتكليف بمهمة بالأكاديمية الجهوية لفاس-مكناس", None, False, "prepared"),
)
# A contractor signs first, from outside; the head above signs after.
CONVENTION = "اتفاقية صيانة التجهيزات المعلوماتية"
CONTRACTOR = parapheur.Asked(
    name="Karim Alaoui",
    email="k.alaoui@atlas-maintenance.example",
    language="fr",
    capacity="pour Atlas Maintenance SARL",
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


def prepare(beside: Executor, *, now: datetime) -> list[Future[bytes]]:
    """The decisions as PDFs, set beside the transaction."""
    names = {"ar": "وزارة التربية الوطنية والتعليم الأولي والرياضة", "fr": "Ministère de l’éducation nationale"}
    country = {"ar": "المملكة المغربية", "fr": "Royaume du Maroc"}
    found = []
    for title in (*(title for title, *_rest in DECISIONS), CONVENTION):
        page = SHEET | {
            "administration": {"name": names, "country": country, "emblem": None},
            "subject": title,
            "body": [paragraph(WHEREAS), paragraph(title)],
        }
        found.append(beside.submit(documents.render, "drafting/letter", page, language="ar", title=title, at=now))
    return found


def paragraph(text: str) -> dict[str, Any]:
    run = {"text": text, "bold": False, "italic": False, "underline": False}
    return {"kind": "p", "runs": [run], "direction": "", "align": "", "level": 0, "number": 0, "rows": []}


def furnish(sheets: list[Future[bytes]], places: Places, people: dict[str, int], *, now: datetime) -> int:
    """A type, its circuit and its folders; gives how many folders there are."""
    administration = places.administrations[BODY].pk
    kind = draw(administration, now - timedelta(days=30))
    if WRITER not in people:
        return 0
    writer = as_(people[WRITER], now)
    stored = [files.store(io.BytesIO(sheet.result()), name="decision.pdf", now=now).pk for sheet in sheets]
    for sheet, line in zip(stored, DECISIONS, strict=False):
        go(sheet, line, writer, kind, now - timedelta(hours=30))
    go_outside(stored[-1], administration, writer, now - timedelta(hours=20))
    return len(DECISIONS) + 1


def draw(administration: int, now: datetime) -> Any:
    """A ruling is visaed by the head of the unit, signed by the head above, numbered and sealed."""
    names = organisations.Names("مقرر", "Arrêté", "Ruling")
    about: dict[str, Any] = {"actor": organisations.SYSTEM, "now": now}
    kind = circuits.create_type(
        administration_id=administration, code="ruling", names=names, fields=[optional(AMOUNT)], **about
    )
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
        step("seal", circuits.Kind.SEAL, circuits.Who(circuits.How.ITSELF), ("ختم", "Cachet"), 0),
    )
    drawn = circuits.Definition(tuple(circuits.Stage((one,)) for one in steps))
    version = circuits.create_circuit(
        type_id=kind.pk, names=organisations.Names("مسار المقررات", "Circuit des arrêtés", "Rulings"), **about
    )
    version = circuits.draw(version_id=version.pk, definition=drawn, base=version.edits, **about)
    circuits.activate(version_id=version.pk, base=version.edits, **about)
    return kind


def go_outside(sheet: int, administration: int, writer: Any, at: datetime) -> None:
    """A convention that waits for a contractor, whose e-mail the jobs send."""
    names = organisations.Names("اتفاقية مع الخواص", "Convention avec un prestataire", "Convention")
    about: dict[str, Any] = {"actor": organisations.SYSTEM, "now": at}
    kind = circuits.create_type(administration_id=administration, code="convention", names=names, fields=[], **about)
    steps = (
        step(
            "company",
            circuits.Kind.OUTSIDE,
            circuits.Who(circuits.How.GUEST),
            ("توقيع الشركة", "Signature de la société"),
            10,
        ),
        step(
            "signature",
            circuits.Kind.SIGNATURE,
            circuits.Who(circuits.How.ABOVE, up=1),
            ("توقيع الرئيس الأعلى", "Signature du supérieur"),
            5,
        ),
    )
    drawn = circuits.Definition(tuple(circuits.Stage((one,)) for one in steps))
    version = circuits.create_circuit(
        type_id=kind.pk, names=organisations.Names("مسار الاتفاقيات", "Circuit des conventions", "Conventions"), **about
    )
    version = circuits.draw(version_id=version.pk, definition=drawn, base=version.edits, **about)
    circuits.activate(version_id=version.pk, base=version.edits, **about)
    folder = parapheur.prepare(
        actor=writer,
        post_id=sender(writer).post_id,
        said=parapheur.Said(type=kind.pk, title=CONVENTION, guests={"company": CONTRACTOR}),
        main=[sheet],
        now=at,
    )
    parapheur.counted(document_id=folder.documents.get().pk, file_id=sheet, pages=1, now=at)
    parapheur.send(actor=writer, folder_id=folder.pk, now=at)


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
