"""A ministry whose letters are visaed twice (once by whoever stands in), signed by delegation, numbered and delivered.

By the clock of the machine, as the screens are: what browsers and workers do in it happens now.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from diwan.core.organisations.api import actor_for
from diwan.core.organisations.operations import posts
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from diwan.correspondence.parapheur import api as parapheur
from diwan.engines.circuits import api as circuits
from tests.core import people
from tests.helpers.delivery import addressee
from tests.helpers.drafting import begun, empower
from tests.helpers.jobs import run_jobs
from tests.helpers.letters import furnish
from tests.helpers.parapheur import circuit, kind_of, pdf_of, prepared, step, stored
from tests.helpers.signing import key_of, with_authenticator

if TYPE_CHECKING:
    from datetime import datetime

# Who is added to those of tests/helpers/letters.py: (role, unit, title, name in Arabic, in Latin letters).
PEOPLE = (
    ("agent", "DIV", "متصرفة", "هدى العلمي", "Houda Alami"),
    ("deputy", "DRH", "نائب المدير", "إدريس المنصوري", "Driss Mansouri"),
)
STANDS_IN = ("interim", "كريم بناني", "Karim Bennani")


def signing_house() -> Any:
    """The ministry `MEN`, and `there`, the one it writes to. The letter goes: visa of the head of the division, visa
    of the director of finance (where `interim` stands in), signature of the director (who gave `deputy` a mandate)."""
    place = empower(furnish("MEN", "وزارة التربية الوطنية والتعليم الأولي والرياضة"))
    place.there = furnish("MEF", "وزارة الاقتصاد والمالية")
    place.actor = lambda who: actor_for(place.people[who].pk, timezone.now())
    for role, unit, title, arabic, latin in PEOPLE:
        place.people[role] = people.person(latin, arabic, administration=place.tenant)
        place.posts[role] = people.post(place.units[unit], title)
        people.seat(place.people[role], place.posts[role])
    stand_in(place, timezone.now())
    place.letter_type, place.decision_type, place.memo_type = (
        kind_of(place, code) for code in ("letter", "decision", "memo")
    )
    own = place.posts
    circuit(
        place,
        place.letter_type,
        step("visa1", "visa", own["division"]),
        step("visa2", "visa", own["finance"]),
        step("sign", "signature", own["head"]),
        step("numbering", "numbering"),
        step("delivery", "delivery"),
    )
    circuit(place, place.decision_type, step("sign", "signature", own["head"]))
    circuit(place, place.memo_type, step("visa", "visa", own["division"]), step("sign", "signature", own["head"]))
    return place


def stand_in(place: Any, now: datetime) -> None:
    role, arabic, latin = STANDS_IN
    place.people[role] = people.person(latin, arabic, administration=place.tenant)
    posts.set_interim(
        actor=people.SYSTEM,
        post_id=place.posts["finance"].pk,
        person_id=place.people[role].pk,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=9),
        reason="عطلة",
        now=now,
    )


def mandated(place: Any, giver: str = "head", to: str = "deputy", **terms: Any) -> circuits.Mandate:
    """A mandate to sign, given, made into its act, signed: in force."""
    now = timezone.now()
    about = {"starts_at": now, "ends_at": now + timedelta(days=20), "kinds": frozenset({circuits.Kind.SIGNATURE})}
    row = circuits.give_mandate(
        actor=place.actor(giver),
        post_id=place.posts[giver].pk,
        person_id=place.people[to].pk,
        terms=circuits.Terms(**about | terms),
        now=now,
    )
    run_jobs()
    return circuits.sign_mandate(actor=place.actor(giver), mandate_id=row.pk, now=timezone.now())


def signatory(place: Any, who: str) -> Any:
    """Somebody with a key and an authenticator app."""
    with_authenticator(place.people[who])
    assert key_of(place.people[who])
    return place.people[who]


def asked(place: Any) -> letters.Letter:
    """A letter from the other ministry, whose answer is asked of the agent."""
    now = timezone.now()
    sender = letters.Correspondent(name="وزارة الاقتصاد والمالية", unit=place.there.units["root"].pk)
    said = letters.NewLetter(subject="طلب معطيات حول الخصاص", parties=(sender,), their_reference="MEF/2026/77")
    letter = letters.register(
        actor=place.actor("clerk"), office_id=place.office.pk, kind=letters.Kind.INCOMING, letter=said, now=now
    )
    to = circulation.Asked(
        unit=place.units["DIV"].pk, post=place.posts["agent"].pk, verb=circulation.Verb.PREPARE, lead=True
    )
    circulation.give(actor=place.actor("clerk"), letter_id=letter.pk, asked=[to], now=now)
    return letter


def reply(place: Any, language: str) -> drafting.Draft:
    """Its answer, begun by the agent and still to be written."""
    french = {"layout": drafting.Layout.FRENCH, "subject": "Réponse à la demande de données"}
    more: dict[str, Any] = french if language == "fr" else {}
    return begun(place, "agent", words="", addressees=(addressee(place.there),), answers=asked(place).pk, **more)


def awaiting(place: Any, count: int, kind: Any = None) -> list[parapheur.Folder]:
    """Decisions of one page, each another, that await the first step of their circuit: a signature of the director."""
    now, actor, found = timezone.now(), place.actor("agent"), []
    with transaction.atomic():
        for n in range(1, count + 1):
            title = f"قرار رقم {n}"
            about = {"title": title, "type": (kind or place.decision_type).pk}
            folder = prepared(place, "agent", main=[stored(pdf_of(title), name=f"{n}.pdf")], **about)
            (document,) = folder.documents.all()
            parapheur.counted(document_id=document.pk, file_id=document.file_id, pages=1, now=now)
            found.append(parapheur.send(actor=actor, folder_id=folder.pk, now=now))
    run_jobs()
    return found
