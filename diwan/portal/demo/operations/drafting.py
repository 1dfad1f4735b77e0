"""What is being written: templates and formulae of two ministries, and replies in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from diwan.core.organisations import api as organisations
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters

from .. import queries
from .acting import as_

if TYPE_CHECKING:
    from datetime import datetime

    from .bodies import Places

KEEPERS = {"MEN": ("a.elidrissi@men.example", "BO"), "MEF": ("m.benkirane@mef.example", "DAAG-BO")}
RANKS = (
    (1, ("وزير", "Ministre"), ("إلى السيد الوزير", "À Monsieur le Ministre"), "Monsieur le Ministre,"),
    (
        2,
        ("كاتب عام", "Secrétaire général"),
        ("إلى السيد الكاتب العام", "À Monsieur le Secrétaire général"),
        "Monsieur,",
    ),
    (3, ("مدير", "Directeur"), ("إلى السيد المدير", "À Monsieur le Directeur"), "Monsieur le Directeur,"),
    (9, ("مرتفق", "Usager"), ("إلى السيد(ة)", "À Madame, Monsieur"), "Madame, Monsieur,"),
)
REPLY = (
    "<p>جوابا على مراسلتكم عدد {their_reference} بتاريخ {their_date}، المسجلة لدينا تحت رقم {reference}، "
    "يشرفني أن أوافيكم بما يلي:</p>"
)
REPLY_FR = (
    "<p>Comme suite à votre courrier enregistré sous le n° {reference}, j’ai l’honneur de vous faire savoir :</p>"
)
UNKNOWN = (
    " عدد {their_reference}",
    " بتاريخ {their_date}",
)  # what a letter without them leaves to be taken out by hand
NOTE = "<p>يشرفني أن أطلب منكم موافاتي، قبل نهاية الأسبوع الجاري، بالعناصر التالية:</p><ul><li>…</li></ul>"
TEXTS = (
    "<p data-numbered='yes'>بلغ عدد المناصب الشاغرة 1284 منصبا إلى غاية 2026-10-31.</p>"
    "<p data-numbered='yes'>ستعرض النتائج المفصلة على اللجنة المختصة قبل متم الشهر.</p>",
    "<p>أحيل إليكم رفقته الجدول المطلوب:</p><table><tr><th>الأكاديمية</th><th>الخصاص</th></tr>"
    "<tr><td>فاس-مكناس</td><td>212</td></tr><tr><td>درعة-تافيلالت</td><td>187</td></tr></table>",
    "<p>تم تتبع الموضوع مع المصالح المعنية، وسيصلكم الجواب النهائي فور استكمال المعطيات.</p>",
    "<p>لا ترى هذه المديرية مانعا في الاستجابة للطلب، شريطة احترام المسطرة الجاري بها العمل.</p>",
)


def write(places: Places, people: dict[str, int], *, now: datetime) -> int:
    """Furnish both ministries; gives how many letters are being written."""
    for body, (address, _unit) in KEEPERS.items():
        if address in people:
            keep(body, places, as_(people[address], now), now - timedelta(days=40))
    return sum(reply(row, number, people, now) for number, row in enumerate(heads(people)))


def keep(body: str, places: Places, actor: Any, at: datetime) -> None:
    """The templates and the formulae of a ministry."""
    root = organisations.root_unit(places.administrations[body].pk).pk
    kinds, layouts = letters.Kind, drafting.Layout
    for kind, names, content in (
        (kinds.OUTGOING, ("جواب عن مراسلة", "Réponse à un courrier"), drafting.Content(body=REPLY)),
        (
            kinds.OUTGOING,
            ("جواب باللغتين", "Réponse en deux langues"),
            drafting.Content(layout=layouts.BOTH, body=REPLY, second=REPLY_FR),
        ),
        (kinds.INTERNAL, ("مذكرة داخلية", "Note interne"), drafting.Content(body=NOTE)),
    ):
        offered: dict[str, Any] = {
            "unit_id": root,
            "kind": kind,
            "names": organisations.Names(*names),
            "content": content,
        }
        drafting.offer(actor=actor, now=at, **offered)
    for rank, names, address, greeting in RANKS:
        phrases = drafting.Phrases(
            address_ar=f"{address[0]}\n{{name}}",
            address_fr=f"{address[1]}\n{{name}}",
            greeting_ar="سلام تام بوجود مولانا الإمام المؤيد بالله",
            greeting_fr=greeting,
            closing_ar="وتفضلوا بقبول فائق التقدير والاحترام، والسلام.",
            closing_fr="Veuillez agréer l’expression de ma considération distinguée.",
        )
        ranked: dict[str, Any] = {"root_id": root, "rank": rank, "names": organisations.Names(*names)}
        drafting.keep_formula(actor=actor, phrases=phrases, now=at, **ranked)


def heads(people: dict[str, int]) -> list[int]:
    """The heads of units of both ministries who may have something to answer."""
    rows = [(body, row) for body in KEEPERS for row in queries.data("people")["people"][body] if row.get("head")]
    return [people[queries.address(body, row)] for body, row in rows]


def reply(person: int, number: int, people: dict[str, int], now: datetime) -> int:
    """One reply of this head to a letter they read and that is still open: written, proposed, signed or left."""
    actor = as_(person, now)
    seat = next(iter(letters.acting_seats(actor)), None)
    if seat is None:
        return 0
    rows = letters.Letter.objects.visible_to(actor).filter(kind=letters.Kind.INCOMING, state__in=letters.OPEN)
    letter = rows.filter(unit=seat.unit_id).order_by("registered_at").first()
    if letter is None:
        return 0
    at = now - timedelta(hours=40 - number % 30)
    template = drafting.Template.objects.filter(administration=seat.administration_id, name_ar="جواب عن مراسلة").first()
    addressee = letters.Correspondent(name=letter.correspondent, role=letters.PartyRole.ADDRESSEE)
    beginning = drafting.Beginning(
        kind=letters.Kind.OUTGOING,
        addressees=(addressee,),
        template=template.pk if template else None,
        answers=letter.pk,
    )
    draft = drafting.begin(actor=actor, post_id=seat.post_id, beginning=beginning, now=at)
    begun = draft.versions.get().body
    for unknown in UNKNOWN:
        begun = begun.replace(unknown, "")
    for text in (TEXTS[number % 4], TEXTS[number % 4] + TEXTS[(number + 2) % 4]):
        at += timedelta(minutes=25)
        draft.refresh_from_db()
        said: dict[str, Any] = {"base": draft.version, "subject": draft.letter.subject, "body": begun + text}
        drafting.keep(actor=actor, draft_id=draft.pk, now=at, **said)
    finish(draft, actor, number, now)  # registers never go back in time
    return 1


def finish(draft: drafting.Draft, actor: Any, number: int, at: datetime) -> None:
    draft.refresh_from_db()
    if number % 4 == 1 and drafting.may_sign(actor, draft):
        drafting.sign_off(actor=actor, draft_id=draft.pk, version=draft.version, now=at)
    elif number % 4 == 2:
        drafting.comment(actor=actor, draft_id=draft.pk, text="يراجع الرقم مع المصلحة المختصة.", paragraph=1, now=at)
        drafting.propose(actor=actor, draft_id=draft.pk, post_id=draft.letter.author_id or 0, now=at)
    elif number % 8 == 7:
        drafting.abandon(actor=actor, draft_id=draft.pk, now=at)
