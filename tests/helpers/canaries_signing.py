"""What an administration keeps to itself of its circuits, mandates, folders, keys and signatures; see canaries.py."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.core.files import api as files
from diwan.core.organisations import api as organisations
from diwan.correspondence.letters import api as letters
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur.operations import reading as annotating
from diwan.engines.circuits import api as circuits
from diwan.engines.circuits.operations.mandates import attach_act
from diwan.engines.signing import api as signing
from diwan.engines.signing.models import IssuedCertificate, PersonKey
from tests.core import people
from tests.helpers.house import HOLDER, World
from tests.helpers.house_signatures import filled_form
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import open_turn, pdf_of, shown


def sheet(word: str) -> Any:
    return files.store(io.BytesIO(pdf_of(word)), name=f"{word}.pdf", now=timezone.now())


def drawn(world: World, word: str) -> None:
    """A circuit in use and another being drawn, their steps, the conditions they are chosen by, what is simulated."""
    about: dict[str, Any] = {"actor": people.SYSTEM, "now": timezone.now()}
    who = circuits.Who(circuits.How.POST, world.own_post.pk)  # no ceiling stands over it
    rule = ((circuits.Condition("amount", circuits.Op.LESS, "100"),),)
    step = circuits.Step("s1", circuits.Kind.SIGNATURE, who, people.Names(word, word))
    made = circuits.create_circuit(
        type_id=world.document_type.pk, names=people.Names(word, word), when=rule, rank=1, **about
    )
    drawing = circuits.Definition((circuits.Stage((step,)),))
    first = circuits.draw(version_id=made.pk, definition=drawing, base=0, **about)
    circuits.activate(version_id=first.pk, base=first.edits, **about)
    world.circuit_draft = circuits.new_version(circuit_id=first.circuit_id, **about)


def mandates(world: World, word: str) -> None:
    """Mandates with their acts: given, handed on, recalled with a reason."""
    now = timezone.now()
    for name, giver, to in (
        ("mandate", world.users[HOLDER], world.colleague),
        ("onward_mandate", world.colleague, world.users[HOLDER]),
        ("recalled", world.users[HOLDER], world.third),
    ):
        row = world.mandate_of(giver, to, onward=name == "onward_mandate")
        attach_act(mandate_id=row.pk, file_id=sheet(word).pk, now=now)
        actor = organisations.actor_for(giver.pk, now)
        if name != "mandate":
            row = circuits.sign_mandate(actor=actor, mandate_id=row.pk, now=now)
        if name == "recalled":
            row = circuits.revoke_mandate(actor=actor, mandate_id=row.pk, reason=word, now=timezone.now())
        row.refresh_from_db()
        world.__dict__[name] = row
    run_jobs()


def folders(world: World, word: str) -> None:
    """A folder on its way with its note, what was written on its pages and why it was refused; another that waits."""
    now, actor = timezone.now(), world.actor(HOLDER)
    about: dict[str, Any] = {"actor": actor, "now": now}
    said = parapheur.Said(type=world.folder_type.pk, title=word, note=word)
    for again in (True, False):
        folder = parapheur.prepare(post_id=world.own_post.pk, said=said, main=[sheet(word).pk], **about)
        run_jobs()
        folder = parapheur.send(folder_id=folder.pk, **about)
        document = folder.documents.get()
        where = {"page": 1, "x": 10, "y": 10, "text": word, "private": again}
        world.annotation = annotating.annotate(document_id=document.pk, **where, **about)
        if again:
            turn, seen = folder.run.turns.get(state="open"), parapheur.fingerprint(folder, [document])
            parapheur.refuse(turn_id=turn.pk, shown=seen, text=word, **about)
    world.prepared_folder = world.folder = folder
    run_jobs()


def acts(world: World, word: str) -> None:
    """A folder with its annex, the opinion asked and given, handed on, signed; others called back, given up."""
    now, actor = timezone.now(), world.actor(HOLDER)
    about: dict[str, Any] = {"actor": actor, "now": now}
    other = organisations.actor_for(world.colleague.pk, now)
    (seat,) = other.seats
    said = parapheur.Said(type=world.folder_type.pk, title=word, note=word, urgent=True)
    for end in ("recall", "abandon", ""):
        main, annex = sheet(word), sheet(word)
        folder = parapheur.prepare(post_id=world.own_post.pk, said=said, main=[main.pk], annexes=[annex.pk], **about)
        run_jobs()
        folder = parapheur.send(folder_id=folder.pk, **about)
        if end:
            getattr(parapheur, end)(folder_id=folder.pk, text=word, **about)
    world.open_turn = turn = open_turn(folder)
    parapheur.ask(turn_id=turn.pk, post_id=seat.post_id, text=word, **about)
    asked = folder.run.turns.get(state="open", kind="opinion")
    parapheur.agree(actor=other, turn_id=asked.pk, shown=shown(folder), text=word, now=now)
    parapheur.hand_on(turn_id=turn.pk, post_id=seat.post_id, text=word, **about)
    handed = open_turn(folder)
    parapheur.agree(actor=other, turn_id=handed.pk, shown=shown(folder), text=word, now=now)
    run_jobs()
    world.folder = folder
    world.folder_shown = shown(folder)
    sign(world, folder)
    run_jobs()


def sign(world: World, folder: Any) -> None:
    from tests.helpers.signing import key_of

    lines = [(open_turn(folder).pk, shown(folder))]
    digest = parapheur.digest_of_list(lines)
    key = key_of(world.users[HOLDER])
    world.authorisation = parapheur.authorise(
        actor=world.actor(HOLDER), lines=lines, proof="totp", digest=digest, key=key, now=timezone.now()
    )


def keys(world: World, word: str) -> None:
    """Certificates: who they name, who gave them, why one was taken back; a document watched for the long term."""
    now = timezone.now()
    for again in (True, False):
        key = signing.ask_certificate(actor=world.actor(HOLDER), level="simple", proof=None, now=now)
        PersonKey.objects.filter(pk=key.pk).update(subject=f"CN={word}", issuer_name=f"CN={word}")
        IssuedCertificate.objects.filter(pk=key.issued_id).update(subject=f"CN={word}")
        key.refresh_from_db()
        world.signing_key = key
        if again:
            signing.revoke(actor=world.actor(HOLDER), certificate_id=key.issued_id, reason="superseded", now=now)
    watched = {"purpose": "parapheur.document", "subject": word, "label": word, "level": "B-LTA"}
    signing.LastingFile.objects.create(
        administration=world.here,
        file=sheet(word),
        stamped_at=now,
        expires_on=timezone.localdate() + timedelta(days=400),
        **watched,
    )


def verdicts(world: World, word: str) -> None:
    """A letter that came signed: who signed it, for what reason, under which authority."""
    now = timezone.now()
    file = files.store(io.BytesIO(filled_form()), name=f"{word}.pdf", now=now)
    said = letters.NewLetter(subject=word, level=letters.Level.RESTRICTED, parties=(letters.Correspondent(name=word),))
    world.signed_letter = letters.register(
        actor=people.SYSTEM,
        office_id=world.office.pk,
        kind=letters.Kind.INCOMING,
        letter=said,
        pieces=[file.pk],
        now=now,
    )
    run_jobs()  # it is judged; then the names in it are planted
    world.signed_file = world.signed_letter.pieces.get().file
    report = signing.examine(filled_form())
    names = {"signer": word, "issuer": word, "stated_reason": word}
    report = replace(report, signatures=tuple(replace(one, **names) for one in report.signatures))
    row = {"verdict": report.verdict, "report": report.as_json(), "judged_at": now}
    signing.FileVerdict.objects.update_or_create(file=world.signed_file, defaults=row)


PLANTS = {
    "circuits": drawn,
    "mandates": mandates,
    "folders": folders,
    "acts": acts,
    "keys": keys,
    "verdicts": verdicts,
}
