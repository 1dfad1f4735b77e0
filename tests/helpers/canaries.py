"""What one administration keeps to itself, planted with a word that nobody else may ever read.

A feature that keeps something of an administration plants it here, in one line:

    PLANTS["drafts"] = lambda world, word: drafts.begin(actor=world.actor(HOLDER), title=word, now=timezone.now())

A plant may put what it made in the place of the world's own thing (`world.deposited = …`): the addresses of
tests/house/access.py then name it, and everybody is seen to find nothing there.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.core.batches import api as batches
from diwan.core.files import api as files
from diwan.core.notifications.api import notify
from diwan.core.organisations import api as organisations
from diwan.core.organisations.operations import posts
from diwan.core.saved_views.operations import save_view
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.operations import drafts
from diwan.correspondence.procedures import api as procedures
from diwan.engines.registers import api as registers
from diwan.engines.registers.operations.printing import ask_printing
from tests.core import people
from tests.helpers.house import HOLDER, World, sent_workbook
from tests.helpers.jobs import run_jobs

WRONG_CODE = "0000-0000-0000"
# Why a register was corrected stays in the journal for good, as its form says: operators of the journal read it.
IN_THE_JOURNAL = "خطأ في التسجيل"


def letter(world: World, word: str) -> Any:
    """A letter whose every word is the administration's and its depositor's alone, opened, then returned."""
    now = timezone.now()
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    piece = files.store(io.BytesIO(pdf + b"% " + word.encode() + b"\n%%EOF\n"), name=f"{word}.pdf", now=now)
    handed = deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=world.office.pk,
        applicant=deposits.Applicant(name=word, email=f"{word}@tests.example", phone=""),
        letter=deposits.Letter(subject=word, body=f"{word} {word}", pieces=(piece.pk,)),
        now=now,
    )
    run_jobs()  # its receipt is sealed, its people are told
    # Nobody else was told the code: those who ask have guessed it.
    world.deposited = dataclasses.replace(handed, code=WRONG_CODE)
    return handed


def returned(world: World, word: str) -> None:
    handed = letter(world, word)
    deposits.return_(actor=world.actor(HOLDER), deposit_id=handed.deposit.pk, reason=f"{word} سبب", now=timezone.now())
    run_jobs()


def conversation(world: World, word: str) -> None:
    """All that office and depositor write to each other, with files, up to the answer, which was read."""
    handed, now = letter(world, word), timezone.now()
    about: dict[str, Any] = {"deposit_id": handed.deposit.pk, "now": now}
    depositor: dict[str, Any] = {"actor": organisations.ANONYMOUS, "code": handed.code, **about}
    office: dict[str, Any] = {"actor": world.actor(HOLDER), **about}
    deposits.request_pieces(**office, missing=[word], text=word)
    piece = files.store(io.BytesIO(word.encode()), name=f"{word}.txt", now=now)
    deposits.complete(**depositor, pieces=[piece.pk], text=word)
    deposits.write(**depositor, text=word)
    deposits.write(**office, text=word)
    deposits.answer(**office, text=word, accepting=True)
    deposits.read(**depositor, answer=True)
    run_jobs()


def rectified(world: World, word: str) -> None:
    """Two registrations corrected, and one of them annulled: what stood before, and what stands."""
    for handed in (letter(world, word), letter(world, word)):
        stands = deposits.registered(handed.deposit)
        changes = dataclasses.replace(stands, representative=word, sender_reference=word)
        about: dict[str, Any] = {"actor": world.actor(HOLDER), "deposit_id": handed.deposit.pk, "now": timezone.now()}
        about["reason"] = IN_THE_JOURNAL
        deposits.rectify(changes=changes, **about)
    deposits.annul(**about)
    run_jobs()


def forwarded(world: World, word: str) -> None:
    """A letter forwarded within the administration, with its sealed proof."""
    handed = letter(world, word)
    about = {"deposit_id": handed.deposit.pk, "office_id": world.second_office.pk, "reason": word}
    deposits.forward(actor=world.actor(HOLDER), now=timezone.now(), **about)
    run_jobs()


def counter(world: World, word: str) -> None:
    """Paper entered by a clerk, on a number that was reserved; the others stay reserved."""
    now, actor = timezone.now(), world.actor(HOLDER)
    world.reservation = registers.reserve(actor=actor, office_id=world.office.pk, count=2, reason=word, now=now)
    reserved = registers.reserved_at([world.office.pk])[0].pk
    handed = deposits.register_arrival(
        actor=actor,
        office_id=world.office.pk,
        applicant=deposits.Applicant(name=word, address=word),
        letter=deposits.Letter(subject=word, sender_reference=word),
        arrival=deposits.Arrival(deposits.Channel.POST, timezone.localdate(), word, reserved),
        now=now,
    )
    run_jobs()
    world.deposited = dataclasses.replace(handed, code=WRONG_CODE)


def register_pages(world: World, word: str) -> None:
    """The book of that letter on paper: a sealed PDF."""
    book = letter(world, word).deposit.entry.book
    asked = {"book_id": book.pk, "first": None, "last": None, "language": "ar"}
    world.printing = ask_printing(actor=world.actor(HOLDER), now=timezone.now(), **asked)
    run_jobs()


def draft(world: World, word: str) -> None:
    """A letter that the holder is writing. Its key opens it for whoever has it, so its address is not asked."""
    now, actor = timezone.now(), world.actor(HOLDER)
    token = drafts.start(actor=actor, office_id=world.office.pk, procedure=None, bits=8, now=now).token
    piece = files.store(io.BytesIO(word.encode()), name=f"{word}.txt", now=now)
    drafts.save_who(actor=actor, token=token, who={"applicant_name": word}, now=now)
    written = {"letter": {"subject": word, "body": word}, "pieces": [(piece.pk, None)]}
    drafts.save_letter(actor=actor, token=token, now=now, **written)


def saved_views(world: World, word: str) -> None:
    """One for the holder alone, one shared with the unit, where others sit who process no letters."""
    unit_id = people.root(world.here).pk
    for name, unit in ((f"{word} 2", unit_id), (word, None)):
        said = {"listing": "deposits.queue", "name": name, "query": f"q={word}", "unit_id": unit}
        world.saved_view = save_view(actor=world.actor(HOLDER), now=timezone.now(), **said)


def batch(world: World, word: str) -> None:
    """A long work on letters, and exports of them in both formats."""
    handed, now = letter(world, word), timezone.now()
    about: dict[str, Any] = {"actor": world.actor(HOLDER), "title": word, "language": "ar", "now": now}
    about["administration_id"] = world.here.pk
    batches.start(kind="deposits.accept", items=[(str(handed.deposit.pk), word)], **about)
    for kind in ("csv", "xlsx"):
        params = {"format": kind, "ids": [handed.deposit.pk]}
        world.batch = batches.start(kind="deposits.export", params=params, **about)
    run_jobs()
    world.batch.refresh_from_db()
    assert world.batch.file  # there is something to be stolen


def workbook(world: World, word: str) -> None:
    """Units and people of a ministry in a file that was sent and is not confirmed yet."""
    world.workbook = sent_workbook(world, f"code,kind,name_ar\n{word},service,{word}\n".encode())


def procedure(world: World, word: str) -> None:
    """What the ministry will offer one day. Until then it may still think again."""
    # Its code is an address, which the journal names.
    offered = {"code": "coming", "starts_on": timezone.localdate() + timedelta(days=60)}
    terms = procedures.Terms(names=people.Names(word, word), guidance=people.Names(word, word), days=15)
    procedures.offer(
        actor=world.actor(HOLDER), administration_id=world.here.pk, terms=terms, now=timezone.now(), **offered
    )


def notification(world: World, word: str) -> None:
    told = {"kind": "deposit.registered", "subject": word, "body": word, "url": "/", "language": "ar"}
    world.notification = notify(person_id=world.users[HOLDER].pk, now=timezone.now(), **told)


def colleague(world: World, word: str) -> None:
    """An account nobody sees in the directory: it holds no post."""
    people.person(word, word, administration=world.here)


def absence(world: World, word: str) -> None:
    """Why somebody is away."""
    now = timezone.now()
    stand_in = people.person("Nour Alami", "نور العلمي", administration=world.here)
    span = {"starts_at": now + timedelta(days=30), "ends_at": now + timedelta(days=33)}
    posts.set_interim(actor=people.SYSTEM, post_id=world.post.pk, person_id=stand_in.pk, reason=word, now=now, **span)


def inbox(world: World, word: str) -> None:
    """A restricted letter given to the post of the holder, answered there, and a view of their inbox."""
    from diwan.correspondence.circulation import api as circulation
    from diwan.correspondence.letters import api as letters

    now, actor = timezone.now(), world.actor(HOLDER)
    new = letters.NewLetter(
        subject=word, body=word, level=letters.Level.RESTRICTED, parties=(letters.Correspondent(name=word),)
    )
    about: dict[str, Any] = {"office_id": world.office.pk, "kind": letters.Kind.INCOMING, "letter": new}
    world.given_letter = letters.register(actor=people.SYSTEM, now=now, **about)
    seat = actor.seats[0]
    asked = circulation.Asked(unit=seat.unit_id, post=seat.post_id, verb=circulation.Verb.OPINION, text=word)
    given = circulation.give(
        actor=people.SYSTEM, letter_id=world.given_letter.pk, asked=[asked], note=word, now=timezone.now()
    )
    world.instruction = given.instructions.get()
    circulation.answer(actor=actor, instruction_id=world.instruction.pk, text=word, now=timezone.now())
    save_view(actor=actor, listing="desk.inbox", name=word, query=f"folder=todo&q={word}", now=now)
    run_jobs()


PLANTS: dict[str, Callable[[World, str], Any]] = {
    "letter": letter,
    "returned letter": returned,
    "conversation": conversation,
    "rectified": rectified,
    "forwarded": forwarded,
    "counter": counter,
    "register pages": register_pages,
    "draft": draft,
    "saved views": saved_views,
    "batch": batch,
    "workbook": workbook,
    "procedure": procedure,
    "notification": notification,
    "colleague": colleague,
    "absence": absence,
    "inbox": inbox,
}
