"""Pages of a book: sealed, provable, in parts, and set again from where a job stopped."""

from __future__ import annotations

import dataclasses
import io
import json

import pypdf
import pytest

from diwan.core.files import api as files
from diwan.engines.registers import api as registers
from diwan.engines.registers import subjects
from diwan.engines.registers.models import Book
from diwan.engines.registers.operations import printing
from diwan.engines.signing import api as signing
from diwan.kit.refusals import NotAllowed
from diwan.verifier import diwan_verify
from tests.correspondence.deposits.test_receipts import words
from tests.helpers.jobs import run_jobs

from .test_register import NOW, keeper, register
from .test_reserved import reserve


@pytest.fixture(autouse=True)
def _letters(monkeypatch):
    """Lines of deposits that are in no table of this test."""

    def describe(ids, language, actor):
        return {key: registers.Line(sender="فاطمة الزهراء العلوي", subject=f"طلب رقم {key}", pieces=2) for key in ids}

    known = dataclasses.replace(subjects._subjects["deposit"], describe=describe)
    monkeypatch.setitem(subjects._subjects, "deposit", known)


def ask(first=None, last=None, *, actor=None, language="ar"):
    book = Book.objects.order_by("pk").first()
    return printing.ask_printing(
        actor=actor or keeper(), book_id=book.pk, first=first, last=last, language=language, now=NOW
    )


def printed(asked) -> list[bytes]:
    found = []
    for part in asked.parts.all():
        with files.open_file(part.file_id) as stored:
            found.append(stored.read())
    return found


def test_the_pages_say_what_the_register_says_and_prove_it(db):
    line = register(1)
    register(2)
    reserve(1)
    registers.annul(entry_id=line.entry_id, reason="سجلت مرتين", actor=keeper(), now=NOW)
    asked = ask(language="fr")
    run_jobs()
    asked.refresh_from_db()
    assert asked.state == "done"
    (pdf,) = printed(asked)
    said = words(pdf)
    for found in ("2026", "18 novembre", "annulé", "3 inscriptions · 4 pièces", "فاطمة الزهراء العلوي"):
        assert found in said, found
    assert "Annulé le 18 novembre 2026" in said
    assert "Numéro réservé" in said
    report = diwan_verify.Report()
    roots = diwan_verify.certificates_in(signing.root_certificate_pem().decode())
    assert diwan_verify.judge(pdf, roots, report) == "genuine"
    content = json.loads(pypdf.PdfReader(io.BytesIO(pdf)).attachments["content.json"][0])
    assert [row["number"] for row in content["lines"]] == [1, 2, 3]
    assert registers.irregularities() == []


def test_a_long_book_is_set_in_parts_and_goes_on_where_it_stopped(db, monkeypatch):
    monkeypatch.setattr(printing, "PART", 2)
    for n in range(5):
        register(n)
    asked = ask()
    assert asked.total == 3
    assert printing.set_part(printing_id=asked.pk, now=NOW)
    run_jobs()  # the same job, again from the start
    asked.refresh_from_db()
    assert (asked.state, [p.last_number for p in asked.parts.all()]) == ("done", [2, 4, 5])
    assert not printing.set_part(printing_id=asked.pk, now=NOW)


def test_a_range_who_may_and_stopping(db):
    for n in range(4):
        register(n)
    asked = ask(2, 3)
    assert (asked.first_number, asked.last_number) == (2, 3)
    with pytest.raises(printing.NothingToPrint):
        ask(9, 12)
    for stranger in (keeper(right="letters.read"), keeper(path="/999/")):
        with pytest.raises(NotAllowed):
            ask(actor=stranger)
        with pytest.raises(NotAllowed):
            printing.stop_printing(actor=stranger, printing_id=asked.pk, now=NOW)
    printing.stop_printing(actor=keeper(), printing_id=asked.pk, now=NOW)
    with pytest.raises(printing.PrintingOver):
        printing.stop_printing(actor=keeper(), printing_id=asked.pk, now=NOW)
    run_jobs()
    assert asked.parts.count() == 0
