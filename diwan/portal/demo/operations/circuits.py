"""The circuits of the ministry: types of documents, three circuits in use, one being drawn with its faults, ceilings,
mandates."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Names
from diwan.engines.circuits import api as circuits
from diwan.engines.circuits.api import Condition, Field, How, Kind, Level, Op, Rule, Silence, Stage, Step, Type, Who

from .acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .bodies import Places

BODY, KEEPER = "MEN", "r.kabbaj@men.example"
DIRECTOR, STAND_IN = "n.tazi", "l.amrani"
LARGE = "200000"  # dirhams; above it a contract goes to the Secretary General


def furnish(places: Places, *, now: datetime) -> int:
    """Make them as the keeper of the ministry's circuits would; how many circuits."""
    tenant, keeper = places.administrations[BODY].pk, actor(KEEPER, now)
    types = keep_types(keeper, tenant, now)
    heads = [organisations.head_post(places.units[BODY, code].pk) or 0 for code in ("SG", "DAJC", "DAGBP", "DAGBP-MP")]
    secretary, legal, budget, procurement = heads
    circuits.set_ceiling(actor=keeper, post_id=budget, type_id=types["contract"], up_to=Decimal(LARGE), now=now)
    drawn = [
        (types["letter"], Names("مسار المراسلات", "Circuit des lettres", "Letters"), letters()),
        (
            types["decision"],
            Names("مسار القرارات", "Circuit des décisions", "Decisions"),
            decisions(legal, secretary),
        ),
        (
            types["contract"],
            Names("مسار العقود", "Circuit des contrats", "Contracts"),
            contracts(procurement, legal, budget, secretary),
        ),
    ]
    for kind, names, stages in drawn:
        made = circuits.create_circuit(actor=keeper, type_id=kind, names=names, now=now)
        made = circuits.draw(
            actor=keeper, version_id=made.pk, definition=circuits.Definition(stages), base=made.edits, now=now
        )
        circuits.activate(actor=keeper, version_id=made.pk, base=made.edits, now=now)
    faulty = circuits.create_circuit(
        actor=keeper,
        type_id=types["market"],
        names=Names("مسار الصفقات العمومية", "Circuit des marchés publics", "Public procurement"),
        now=now,
    )
    unmended = circuits.Definition(markets(procurement, legal, budget))
    circuits.draw(actor=keeper, version_id=faulty.pk, definition=unmended, base=faulty.edits, now=now)
    lend(types["letter"], now)
    return len(drawn) + 1


def keep_types(keeper: Actor, tenant: int, now: datetime) -> dict[str, int]:
    """Letters, decisions, contracts, and procurement below contracts."""
    amount = Field("amount", Type.NUMBER, Names("المبلغ بالدرهم", "Montant en dirhams", "Amount in dirhams"))
    urgent = Field("urgent", Type.TRUTH, Names("مستعجل", "Urgent", "Urgent"))
    subject = Field(
        "subject",
        Type.CHOICE,
        Names("موضوع القرار", "Objet de la décision", "Subject"),
        (
            ("individual", Names("وضعية فردية", "Situation individuelle", "An individual")),
            ("general", Names("تنظيم عام", "Règle générale", "A general rule")),
        ),
    )
    way = Field(
        "way",
        Type.CHOICE,
        Names("طريقة الإبرام", "Mode de passation", "Procedure"),
        (
            ("open", Names("طلب عروض مفتوح", "Appel d'offres ouvert", "Open tender")),
            ("order", Names("سند طلب", "Bon de commande", "Purchase order")),
        ),
    )
    made: dict[str, int] = {}
    for code, names, fields, level, above in (
        ("letter", Names("مراسلة", "Lettre", "Letter"), [], Level.SIMPLE, None),
        ("decision", Names("قرار إداري", "Décision", "Decision"), [subject], Level.ADVANCED, None),
        ("contract", Names("عقد", "Contrat", "Contract"), [amount, urgent], Level.ADVANCED, None),
        ("market", Names("صفقة عمومية", "Marché public", "Public contract"), [way], Level.QUALIFIED, "contract"),
    ):
        row = circuits.create_type(
            actor=keeper,
            administration_id=tenant,
            code=code,
            names=names,
            fields=fields,
            level=level,
            read_all=level != Level.SIMPLE,
            parent_id=made.get(above or ""),
            now=now,
        )
        made[code] = row.pk
    return made


def step(key: str, kind: Kind, who: Who, arabic: str, french: str, **said: object) -> Step:
    return Step(key, kind, who, Names(arabic, french), **said)  # type: ignore[arg-type]


def post(key: int) -> Who:
    return Who(How.POST, key)


def letters() -> tuple[Stage, ...]:
    """The shortest: a visa, a signature, a number, the way out."""
    return (
        Stage(
            (
                step(
                    "visa",
                    Kind.VISA,
                    Who(How.HEAD),
                    "تأشيرة رئيس الوحدة",
                    "Visa du chef de l'unité",
                    days=3,
                    remind=1,
                    silence=Silence.RAISE,
                ),
            )
        ),
        Stage(
            (
                step(
                    "sign",
                    Kind.SIGNATURE,
                    Who(How.ABOVE, up=1),
                    "توقيع الرئيس الأعلى",
                    "Signature du chef au-dessus",
                    days=3,
                    remind=1,
                ),
            )
        ),
        Stage((step("number", Kind.NUMBERING, Who(How.ITSELF), "الترقيم", "Numérotation"),)),
        Stage((step("send", Kind.DELIVERY, Who(How.ITSELF), "الإرسال", "Envoi"),)),
    )


def decisions(legal: int, secretary: int) -> tuple[Stage, ...]:
    """Two opinions side by side, of which one suffices; a general rule is seen by the lawyers too."""
    general: Rule = ((Condition("subject", Op.IS, "general"),),)
    return (
        Stage(
            (
                step(
                    "head",
                    Kind.OPINION,
                    Who(How.HEAD),
                    "رأي رئيس الوحدة",
                    "Avis du chef de l'unité",
                    days=2,
                    silence=Silence.PASS,
                ),
                step(
                    "above",
                    Kind.OPINION,
                    Who(How.ABOVE, up=1),
                    "رأي الرئيس الأعلى",
                    "Avis du chef au-dessus",
                    days=2,
                    silence=Silence.PASS,
                ),
            ),
            quorum=1,
        ),
        Stage(
            (
                step(
                    "legal",
                    Kind.VISA,
                    post(legal),
                    "تأشيرة الشؤون القانونية",
                    "Visa des affaires juridiques",
                    when=general,
                    days=5,
                    remind=2,
                ),
            )
        ),
        Stage(
            (
                step(
                    "sign",
                    Kind.SIGNATURE,
                    post(secretary),
                    "توقيع الكاتب العام",
                    "Signature du Secrétaire général",
                    level=Level.ADVANCED,
                    read_all=True,
                    apart_from=("legal",),
                ),
            )
        ),
        Stage((step("seal", Kind.SEAL, Who(How.ITSELF), "ختم الإدارة", "Cachet de l'administration"),)),
        Stage((step("number", Kind.NUMBERING, Who(How.ITSELF), "الترقيم", "Numérotation"),)),
    )


def contracts(procurement: int, legal: int, budget: int, secretary: int) -> tuple[Stage, ...]:
    """Two of three visas; then by amount: the director of the budget, or the Secretary General."""
    small: Rule = ((Condition("amount", Op.AT_MOST, LARGE),),)
    large: Rule = ((Condition("amount", Op.MORE, LARGE),),)
    return (
        Stage(
            (
                step(
                    "bids", Kind.VISA, post(procurement), "تأشيرة مصلحة الصفقات", "Visa du service des marchés", days=3
                ),
                step("law", Kind.VISA, post(legal), "تأشيرة الشؤون القانونية", "Visa des affaires juridiques", days=3),
                step("head", Kind.VISA, Who(How.HEAD), "تأشيرة الوحدة المعنية", "Visa de l'unité concernée", days=3),
            ),
            quorum=2,
        ),
        Stage(
            (
                step(
                    "small",
                    Kind.SIGNATURE,
                    post(budget),
                    "توقيع مدير الميزانية",
                    "Signature du directeur du budget",
                    when=small,
                    level=Level.ADVANCED,
                    read_all=True,
                    days=5,
                    remind=2,
                ),
            )
        ),
        Stage(
            (
                step(
                    "large",
                    Kind.SIGNATURE,
                    post(secretary),
                    "توقيع الكاتب العام",
                    "Signature du Secrétaire général",
                    when=large,
                    level=Level.ADVANCED,
                    read_all=True,
                ),
            )
        ),
        Stage((step("number", Kind.NUMBERING, Who(How.ITSELF), "الترقيم", "Numérotation"),)),
    )


def markets(procurement: int, legal: int, budget: int) -> tuple[Stage, ...]:
    """Not finished: a step that nothing reaches, a signature above its ceiling and below the level of its type."""
    never: Rule = ((Condition("amount", Op.LESS, "100000"), Condition("amount", Op.MORE, "500000")),)
    return (
        Stage(
            (step("bids", Kind.VISA, post(procurement), "تأشيرة مصلحة الصفقات", "Visa du service des marchés", days=3),)
        ),
        Stage(
            (
                step(
                    "law", Kind.VISA, post(legal), "تأشيرة الشؤون القانونية", "Visa des affaires juridiques", when=never
                ),
            )
        ),
        Stage(
            (
                step(
                    "sign",
                    Kind.SIGNATURE,
                    post(budget),
                    "توقيع مدير الميزانية",
                    "Signature du directeur du budget",
                    level=Level.ADVANCED,
                ),
            )
        ),
    )


def lend(letter: int, now: datetime) -> None:
    """The director lends her signature of letters while she is away; its document is made by the jobs, then signed."""
    director = actor(f"{DIRECTOR}@men.example", now)
    person = get_user_model()._default_manager.get(email=f"{STAND_IN}@men.example")
    circuits.give_mandate(
        actor=director,
        post_id=director.seats[0].post_id,
        person_id=person.pk,
        terms=circuits.Terms(
            starts_at=now,
            ends_at=now + timedelta(days=30),
            types=frozenset({letter}),
            kinds=frozenset({Kind.SIGNATURE}),
        ),
        now=now,
    )


def actor(email: str, now: datetime) -> Actor:
    return as_(get_user_model()._default_manager.get(email=email).pk, now)
