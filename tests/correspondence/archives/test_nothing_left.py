"""What a package carries of a letter from every app that holds something of it, and that nothing is left once it is
destroyed: no word in any table, no file."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.db import connection

from diwan.core.files import api as files
from diwan.core.files.models import StoredFile
from diwan.core.files.operations import sweep
from diwan.core.notifications.operations import forget_old
from diwan.core.organisations.api import ANONYMOUS
from diwan.correspondence.archives.operations import destroying, packing
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.delivery import api as delivery
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.drafting import api as drafting
from diwan.correspondence.letters import api as letters
from diwan.correspondence.search.models import Entry
from diwan.kit.transactions import acknowledged
from tests.core import people
from tests.core.people import NOW
from tests.helpers.delivery import arrival_of, outgoing, send, stored
from tests.helpers.drafting import begun, empower, signed, write
from tests.helpers.jobs import run_jobs

from .test_life import approved, dossier, kept, rule  # noqa: F401  `kept` is a fixture

WORD = "zq9canari7x"
# The journal never had a word; `files_storedfile` is looked at once what nobody keeps is swept.
LATER = NOW + timedelta(days=4000)
NEVER = ("journal_", "django_migrations")


def tables_with(word):
    """Every column of every table in which the word is, whatever its type."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector', 'bytea')"
        )
        for table, column, kind in cursor.fetchall():
            if table.startswith(NEVER):
                continue
            said = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {said} ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return sorted(found)


def files_with(word):
    """The files still kept, a few days after nobody wants the others, that have the word in their bytes."""
    sweep(now=LATER)
    found = []
    for row in StoredFile.objects.all():
        with files.open_file(row.pk) as source:
            if word.encode() in source.read():
                found.append(row.name)
    return found


@pytest.fixture
def told(kept, transactional_db):  # noqa: F811
    """A deposit that was completed, accepted, dispatched, noted, answered by a draft, signed, sent and read; all of it
    in a closed file whose time is over. Every text that anybody typed holds the word."""
    empower(kept)
    kept.office.accepts_public = True
    kept.office.save(update_fields=["accepts_public"])
    piece = files.store(io.BytesIO(f"plain {WORD}".encode()), name=f"{WORD}.txt", now=NOW)
    handed = deposits.deposit(
        actor=ANONYMOUS,
        office_id=kept.office.pk,
        applicant=deposits.Applicant(name=f"نجاة {WORD}", email=f"{WORD}@tests.example", phone="0612345678"),
        letter=deposits.Letter(subject=f"طلب {WORD}", body=f"نص {WORD}", pieces=(piece.pk,)),
        now=NOW,
    )
    run_jobs()
    about = {"deposit_id": handed.deposit.pk, "now": NOW}
    deposits.request_pieces(actor=people.SYSTEM, missing=[WORD], text=WORD, **about)
    more = files.store(io.BytesIO(f"more {WORD}".encode()), name=f"{WORD}-2.txt", now=NOW)
    deposits.complete(actor=ANONYMOUS, code=handed.code, text=WORD, pieces=[more.pk], **about)
    deposits.accept(actor=people.SYSTEM, **about)
    came = letters.Letter.objects.get(origin=f"deposit:{handed.deposit.pk}")
    asked = circulation.Asked(unit=kept.units["DRH"].pk, verb=circulation.Verb.PREPARE, text=WORD)
    given = circulation.give(actor=kept.actor("clerk"), letter_id=came.pk, asked=[asked], note=WORD, now=NOW)
    circulation.write_note(actor=kept.actor("head"), letter_id=came.pk, text=WORD, now=NOW)
    depositor = letters.Correspondent(
        name=f"نجاة {WORD}", role=letters.PartyRole.ADDRESSEE, kind=letters.PartyKind.PERSON
    )
    draft = begun(
        kept,
        who="head",
        words="",
        subject=f"جواب {WORD}",
        addressees=(depositor,),
        answers=came.pk,
        instruction=given.instructions.get().pk,
    )
    write(kept, draft, f"<p>نوافيكم {WORD}</p>", who="head")
    drafting.comment(actor=kept.actor("head"), draft_id=draft.pk, text=WORD, paragraph=1, now=NOW)
    annex = files.store(io.BytesIO(f"annex {WORD}".encode()), name=f"{WORD}-3.txt", now=NOW)
    drafting.add_annexes(actor=kept.actor("head"), draft_id=draft.pk, file_ids=[annex.pk], label=WORD, now=NOW)
    signed(kept, draft)
    run_jobs()
    reply = letters.Letter.objects.get(pk=draft.letter_id)
    sending = send(kept, reply, "public")
    run_jobs()
    deposits.read(actor=ANONYMOUS, code=handed.code, answer=True, **about)
    run_jobs()
    sending.refresh_from_db()
    assert sending.state == "accepted", sending.last_error
    inside = dossier(kept)
    for letter in (came, reply):
        letter.refresh_from_db()
        if letter.closed_at is None:
            letters.close(actor=kept.actor("clerk"), letter_id=letter.pk, now=NOW)
    letters.Letter.objects.filter(pk__in=[came.pk, reply.pk]).update(dossier=inside)
    return kept, inside, came, reply


def test_a_package_holds_the_receipt_the_evidence_and_the_story(told):
    place, inside, came, reply = told
    _transfer, content = packing.transfer_of(actor=place.actor("archivist"), dossier_id=inside.pk, at=NOW)
    names = [name for letter in (came, reply) for name, _file in letters.files_of(letter)]
    names += [name for letter in (came, reply) for name, _said in letters.documents_of(letter)]
    assert "deposits/receipt-1.pdf" in names
    assert any(name.endswith("-ContentHandover.json") for name in names)
    assert len(content.sources) >= len(names) + 2  # and a record of each letter
    facts = letters.facts_of(came) | {f"reply {code}": found for code, found in letters.facts_of(reply).items()}
    kinds = {row["is"] for rows in facts.values() for row in rows}
    assert kinds >= {"act", "deposit", "step", "message", "dispatch", "instruction", "note"}
    assert kinds >= {"version", "comment", "signature", "sending", "register line", "link"}
    assert json.dumps(facts, ensure_ascii=False).count(WORD) > 10


def test_nothing_is_left_of_what_is_destroyed(told):
    place, _inside, came, reply = told
    assert len(tables_with(WORD)) > 20  # the word is everywhere before
    rule(place)
    row = approved(place)
    destroying.destroy(actor=place.actor("archivist"), item_id=row.items.get().pk, now=NOW)
    run_jobs()
    forget_old(before=LATER)  # what people were told goes by its own age
    assert files_with(WORD) == []
    assert tables_with(WORD) == []
    assert not Entry.objects.filter(kind="letter", key__in=[came.pk, reply.pk]).exists()
    # What stays says that it was, and when.
    assert deposits.by_reference(came.reference) is not None
    assert [sending.state for sending in reply.sendings.all()] == ["accepted"]
    assert reply.sendings.get().evidence.count() == 4
    assert circulation.Instruction.objects.get(letter=came).state != "open"


def test_a_page_of_what_was_destroyed_still_opens(told, client):
    place, _inside, came, reply = told
    rule(place)
    destroying.destroy(actor=place.actor("archivist"), item_id=approved(place).items.get().pk, now=NOW)
    client.force_login(place.people["clerk"])
    sending = reply.sendings.get()
    for page in (f"/letters/{came.pk}/", f"/letters/{reply.pk}/", f"/deliveries/{sending.pk}/"):
        answer = client.get(page)
        assert answer.status_code in (200, 410), page


def test_what_arrived_from_another_administration_leaves_no_word_either(kept, other_ministry, transactional_db):  # noqa: F811
    letter = outgoing(other_ministry, kept, subject=WORD, body=WORD, pieces=[stored(f"{WORD}.pdf")])
    sending = send(other_ministry, letter)
    run_jobs()
    arrival = arrival_of(sending)
    delivery.accept(actor=kept.actor("clerk"), arrival_id=arrival.pk, now=NOW)
    arrival.refresh_from_db()
    delivery.return_(
        actor=kept.actor("clerk"), arrival_id=arrival.pk, code=delivery.Why.OTHER, reason=f"السبب {WORD}", now=NOW
    )
    run_jobs()
    letter.refresh_from_db()
    if letter.closed_at is None:
        letters.close(actor=other_ministry.actor("clerk"), letter_id=letter.pk, now=NOW)
    assert tables_with(WORD)
    for key in (arrival.letter_id, letter.pk):
        with acknowledged():
            letters.erase(letter=letters.locked(key), actor=people.SYSTEM, certificate="C-1", now=NOW)
    run_jobs()
    forget_old(before=LATER)
    assert files_with(WORD) == []
    assert tables_with(WORD) == []
    arrival.refresh_from_db()
    assert arrival.said["letter"]["reference"] == ""
    assert len(delivery.Evidence.objects.filter(arrival=arrival)) >= 3
