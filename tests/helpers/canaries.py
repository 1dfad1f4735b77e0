"""What one administration keeps to itself, planted with a word that nobody else may ever read.

A feature that keeps something of an administration plants it here, in one line:

    PLANTS["drafts"] = lambda world, word: drafts.begin(actor=world.actor(HOLDER), title=word, now=timezone.now())

A plant may put what it made in the place of the world's own thing (`world.deposited = …`): the addresses of
tests/house/access.py then name it, and everybody is seen to find nothing there.
"""

from __future__ import annotations

import dataclasses
import io
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from diwan.core.batches import api as batches
from diwan.core.files import api as files
from diwan.core.notifications.api import notify
from diwan.core.organisations import api as organisations
from diwan.core.organisations.operations import posts
from diwan.core.saved_views.operations import save_view
from diwan.correspondence.archives import api as archives
from diwan.correspondence.archives.operations.scheduling import lift
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.delivery import api as deliveries
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.deposits.operations import drafts
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.drafting.operations.templates import revise
from diwan.correspondence.exchange.api import Instance, read_directory, realm
from diwan.correspondence.exchange.operations import receiving
from diwan.correspondence.exchange.operations import sending as leaving
from diwan.correspondence.letters import api as letters
from diwan.correspondence.mailroom.models import Source
from diwan.correspondence.mailroom.operations import confirming
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.search.operations import saving
from diwan.engines.registers import api as registers
from diwan.engines.registers.operations.printing import ask_printing
from tests.core import people
from tests.helpers import canaries_signing
from tests.helpers import delivery as delivering
from tests.helpers.exchange import Peer
from tests.helpers.guests import waiting
from tests.helpers.house import HOLDER, World, scanned, sent_workbook
from tests.helpers.jobs import run_jobs
from tests.helpers.telework import plants

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


def correspondence(world: World, word: str) -> None:
    """A letter whose every word is its administration's, in a file of its own, linked, read, corrected."""
    now, actor = timezone.now(), world.actor(HOLDER)
    piece = files.store(io.BytesIO(word.encode()), name=f"{word}.txt", now=now)
    file = letters.open_dossier(
        actor=people.SYSTEM,
        unit_id=people.root(world.here).pk,
        plan_class_id=world.plan_class.pk,
        title=word,
        level=letters.Level.CONFIDENTIAL,
        now=now,
    )
    new = letters.NewLetter(
        subject=word,
        body=word,
        parties=(letters.Correspondent(name=word, representative=word, address=word),),
        their_reference=word,
        kept_at=word,
        plan_class=world.plan_class.pk,
        dossier=file.pk,
        level=letters.Level.RESTRICTED,
    )
    said = {"office_id": world.office.pk, "kind": letters.Kind.INCOMING, "letter": new}
    row = letters.register(actor=people.SYSTEM, pieces=[piece.pk], texts={piece.pk: word}, now=now, **said)
    letters.read(actor=actor, letter=row, now=now)
    world.letter, world.dossier = row, file


def instructions(world: World, word: str) -> None:
    """A letter with all that is asked, answered and noted about it, a list and a rule that name it."""
    now, actor = timezone.now(), world.actor(HOLDER)
    said = letters.NewLetter(subject=word, body=word, parties=(letters.Correspondent(name=word),))
    about: dict[str, Any] = {"actor": people.SYSTEM, "now": now}
    world.given_letter = letters.register(office_id=world.office.pk, kind=letters.Kind.INCOMING, letter=said, **about)
    world.instruction = world.asked(
        people.root(world.here), world.users[HOLDER].holding_set.order_by("pk").first().post, text=word
    )
    circulation.answer(actor=actor, instruction_id=world.instruction.pk, text=word, now=now)
    world.note = circulation.write_note(actor=actor, letter_id=world.given_letter.pk, text=word, now=now)
    one = circulation.Asked(unit=people.root(world.here).pk, verb=circulation.Verb.INFORM)
    kept: dict[str, Any] = {"administration_id": world.here.pk, **about}
    world.distribution_list = circulation.keep_list(unit_id=None, name=word, asked=[one], **kept)
    said_by_rule = circulation.Condition(name=word, unit=people.root(world.here).pk, verb="handle", words=word)
    world.routing_rule = circulation.keep_rule(condition=said_by_rule, **kept)
    run_jobs()


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


def searched(world: World, word: str) -> None:
    """A letter in the index of search, before a unit whose other members may not read it; a search kept, and a file."""
    now, unit_id = timezone.now(), people.root(world.here).pk
    clerk = people.post(people.root(world.here), "مكتب الضبط", rights={"letters.register": "administration"})
    person = people.person("Clerk Canari", administration=world.here)  # whoever holds a post is known to colleagues
    people.seat(person, clerk)
    said = letters.NewLetter(
        subject=word, body=f"{word} {word}", parties=(letters.Correspondent(name=word),), unit=unit_id
    )
    letters.register(
        actor=organisations.actor_for(person.pk, now),
        office_id=world.office.pk,
        kind=letters.Kind.INCOMING,
        letter=said,
        now=now,
    )
    kept = {"name": word, "query": f"q={word}", "alerts": True}
    world.saved_search = saving.keep(actor=world.actor(HOLDER), now=now, **kept)
    params = {"query": f"q={word}", "format": "csv"}
    about: dict[str, Any] = {"actor": organisations.actor_for(person.pk, now), "language": "ar", "now": now}
    world.batch = batches.start(kind="search.export", title=word, params=params, **about)
    run_jobs()


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


def writing(world: World, word: str) -> None:
    """A letter being written from a template, with its versions, comments and annexes; one that was given up."""
    now, actor, root = timezone.now(), world.actor(HOLDER), people.root(world.here)
    text = f"<p>{word}</p>"
    content = drafting.Content(subject=word, head_ar=word, head_fr=word, body=text, second=text)
    about: dict[str, Any] = {"actor": actor, "now": now}
    kind = letters.Kind.OUTGOING
    # Who writes for the administration reads the names of its templates: these stay what they were.
    names = people.Names(world.template.name_ar)
    revise(template_id=world.template.pk, base=1, names=names, content=content, **about)
    phrases = drafting.Phrases(address_ar=word, greeting_ar=word, closing_ar=word)
    names, kept = people.Names(world.formula.name_ar), {"rank": 1, "formula_id": world.formula.pk}
    drafting.keep_formula(root_id=root.pk, names=names, phrases=phrases, **kept, **about)
    to = letters.Correspondent(name=word, title=word, role=letters.PartyRole.ADDRESSEE)
    said = drafting.Beginning(
        kind=kind, subject=word, addressees=(to,), template=world.template.pk, formula=world.formula.pk
    )
    for given_up in (True, False):
        row = drafting.begin(post_id=actor.seats[0].post_id, beginning=said, **about)
        drafting.keep(draft_id=row.pk, base=1, subject=word, body=f"{text}{text}", **about)
        world.draft_comment = drafting.comment(draft_id=row.pk, text=word, paragraph=1, **about)
        annex = files.store(io.BytesIO(word.encode()), name=f"{word}.txt", now=now)
        drafting.add_annexes(draft_id=row.pk, file_ids=[annex.pk], label=word, **about)
        if given_up:
            drafting.abandon(draft_id=row.pk, **about)
    row.refresh_from_db()
    world.draft_letter, world.draft_annex = row, row.annexes.get()
    run_jobs()


def delivery(world: World, word: str) -> None:
    """Letters on their way and arrived, known to their two ends alone: sent here, refused, waiting."""
    world.sending = delivering.given(delivering.numbered(world, word), "post")
    run_jobs()
    world.sending.refresh_from_db()
    world.arrival = delivering.arrived(world, word)
    refused = delivering.arrived(world, word)
    deliveries.refuse(
        actor=world.actor(HOLDER),
        arrival_id=refused.pk,
        code=deliveries.Why.OTHER,
        reason=word,
        now=timezone.now(),
    )
    run_jobs()


def exchanged(world: World, word: str) -> None:
    """A letter that left for another instance, and one that came from there: their two ends know them, nobody else."""
    with tempfile.TemporaryDirectory() as folder:
        peer = Peer(Path(folder) / "there")
        instance = peer.trusted(base_url="https://there.example")
        read_directory(instance_id=instance.pk, sealed=peer.directory(peer.body("DGI")), now=timezone.now())
        manifest = peer.manifest(f"{realm()}/{world.office.code}", [], letter={"subject": word, "body": word})
        row = receiving.announce(
            instance=instance,
            message_id=manifest.key,
            sealed=manifest.sealed,
            evidence=[],
            now=timezone.now(),
        )
        receiving.commit(message=row, now=timezone.now())
        unknown = peer.manifest(f"{realm()}/NOBODY", [], letter={"subject": word, "body": word})
        receiving.announce(
            instance=instance, message_id=unknown.key, sealed=unknown.sealed, evidence=[], now=timezone.now()
        )
        there = letters.Correspondent(name=word, role=letters.PartyRole.COPY, body=f"{peer.realm}/DGI")
        said = {"subject": word, "body": word, "parties": (there,)}
        leaving.settle(delivering.given(delivering.numbered_at(world.office, said), "exchange"), timezone.now())
        run_jobs()
        # Which bodies can be written to is told to everybody: it is as it was before.
        Instance.objects.filter(pk=instance.pk).update(state="suspended", suspension="تحقيق")


def paper(world: World, word: str) -> None:
    """A scanned letter that waits, one set aside, one registered, and the scanner they came from."""
    world.paper = scanned(world, word)
    world.paper_page = world.paper.pages.get()
    now = timezone.now()
    aside = scanned(world, word)
    world.paper_aside = confirming.set_aside(actor=people.SYSTEM, document_id=aside.pk, reason=word, now=now)
    said = confirming.Confirmed(sender=word, subject=word, received_on=timezone.localdate(), their_reference=word)
    done = scanned(world, word)
    confirming.register(actor=people.SYSTEM, document_id=done.pk, arranged=0, confirmed=said, now=now)
    source = {"office": world.office, "kind": "folder", "name": word, "device": word, "folder": word}
    world.paper_source = Source.objects.create(trouble=word, **source)


def archived(world: World, word: str) -> None:
    """A file of other years, what held it for a time, the list it is on, and a package of it."""
    now = timezone.now()
    world.old_dossier = world.dossier_of_old(word, level=letters.Level.CONFIDENTIAL)
    assert world.package
    hold = archives.hold(actor=people.SYSTEM, dossier_id=world.old_dossier.pk, reason=word, now=now)
    lift(actor=people.SYSTEM, hold_id=hold.pk, reason=word, now=now)
    world.end_its_time()
    world.destruction = archives.propose(actor=people.SYSTEM, administration_id=world.here.pk, note=word, now=now)


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


def outside(world: World, word: str) -> None:
    """A folder that waits for somebody outside, whose page is known and whose mailbox nobody else reads."""
    person = parapheur.Asked(name=word, language="ar", phone="", capacity=word, email=f"{word}@tests.example")
    world.guest_folder = waiting(
        world, world.guest_type, world.actor(HOLDER), world.own_post.pk, guests={"company": person}, words=word
    )
    world.__dict__.pop("guest_token", None)  # that of the folder just made


PLANTS: dict[str, Callable[[World, str], Any]] = {
    "letter": letter,
    "returned letter": returned,
    "conversation": conversation,
    "rectified": rectified,
    "forwarded": forwarded,
    "counter": counter,
    "correspondence": correspondence,
    "instructions": instructions,
    "register pages": register_pages,
    "draft": draft,
    "saved views": saved_views,
    "searched": searched,
    "batch": batch,
    "workbook": workbook,
    "procedure": procedure,
    "paper": paper,
    "notification": notification,
    "colleague": colleague,
    "absence": absence,
    "writing": writing,
    "delivery": delivery,
    "exchanged": exchanged,
    "archives": archived,
    "inbox": inbox,
    "outside": outside,
    **canaries_signing.PLANTS,
    **plants.PLANTS,
}
