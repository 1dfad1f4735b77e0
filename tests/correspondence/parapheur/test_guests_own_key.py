"""A person outside gives back the file signed with a key of their own: that very file, one signature more, no more."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur import bringing
from diwan.engines.circuits import api as circuits
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.guests import convention, link_in, waiting
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import pdf_of
from tests.helpers.signing import key_of

from .test_guests import Stranger, guest_of, last_mail, pdf_now, turn_of

pytestmark = pytest.mark.django_db


def at_work(house: Any, **more: Any) -> tuple[Any, Stranger]:
    """A folder whose guest has proved the mailbox."""
    kind = convention(house, **more)
    folder = waiting(house, kind, house.actor("division"), house.posts["division"].pk)
    stranger = Stranger(link_in(last_mail()))
    stranger.prove()
    return folder, stranger


def by_a_key(house: Any, pdf: bytes) -> bytes:
    """Signed by a person whose certificate our authority issued."""
    person = house.people["clerk"]
    signer = signing.signer_for(person.pk, key_of(person))
    days = signing.Days.of(people.NOW.date(), "MA")
    stamp = signing.Stamp(name=signing.Words("Atlas"), post=signing.Words("المدير"), days=days)
    mark = signing.Mark(at=timezone.now(), name="Atlas", level=signing.Level.B_T, stamp=stamp)
    [outcome] = signing.sign_many([signing.Item(pdf, mark)], signer)
    assert outcome.signed
    return outcome.signed.pdf


def with_words(pdf: bytes) -> bytes:
    """The same file, with a rectangle drawn over its page by a later revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    drawn = writer.add_object(generic.StreamObject(stream_data=b"q 0 0 0 rg 100 300 200 120 re f Q"))
    writer.add_stream_to_page(0, drawn)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def give(stranger: Stranger, *pdfs: bytes) -> Any:
    pieces = [SimpleUploadedFile(f"{n}.pdf", pdf, "application/pdf") for n, pdf in enumerate(pdfs)]
    return stranger.post("bring", shown=stranger.shown(), pieces=pieces)


def test_the_file_with_one_signature_more_is_taken_as_it_is(house):
    folder, stranger = at_work(house)
    brought = by_a_key(house, pdf_now(folder))
    assert give(stranger, brought).status_code == 302
    run_jobs()
    assert pdf_now(folder) == brought
    guest = guest_of(folder)
    assert (guest.state, guest.own_key) == (parapheur.GuestState.SIGNED, True)
    assert "TOTAL-PASSED" in next(iter(guest.evidence["certificates"].values()))
    assert turn_of(folder).state == circuits.TurnState.AGREED
    assert folder.documents.filter(role="proof").exists()


@pytest.mark.parametrize(
    ("made", "added"),
    [
        (lambda house, pdf: by_a_key(house, pdf_of("أخرى")), None),
        (lambda house, pdf: pdf + b"\n%%EOF\n", signing.Added.UNREAD),
        (lambda house, pdf: with_words(pdf), signing.Added.NOTHING),
        (lambda house, pdf: by_a_key(house, with_words(pdf)), signing.Added.OTHER),
        (lambda house, pdf: with_words(by_a_key(house, pdf)), signing.Added.OTHER),
        (lambda house, pdf: by_a_key(house, by_a_key(house, pdf)), signing.Added.SEVERAL),
    ],
    ids=["another file", "octets more", "not signed", "changed, then signed", "signed, then changed", "signed twice"],
)
def test_anything_else_is_refused_and_why_is_said(house, made, added):
    folder, stranger = at_work(house)
    refused = give(stranger, made(house, pdf_now(folder)))
    assert refused.status_code == 422
    refusal = refused.context["refusal"]
    if added is None:
        assert isinstance(refusal, bringing.NotGivenBack)
    else:
        with translation.override("fr"):
            assert refusal.params["why"] == signing.words_of(added)
    assert guest_of(folder).state == parapheur.GuestState.INVITED


def test_a_step_that_asks_for_more_than_a_simple_signature_takes_no_other(house):
    folder, stranger = at_work(house, level=circuits.Level.ADVANCED)
    assert not stranger.get().context["simple"]
    assert stranger.sign().status_code == 422
    assert give(stranger, by_a_key(house, pdf_now(folder))).status_code == 302


def test_who_proved_nothing_gives_nothing_back(house):
    _folder, stranger = at_work(house)
    other = Stranger(stranger.path)
    pieces = [SimpleUploadedFile("x.pdf", pdf_of(), "application/pdf")]
    assert other.post("bring", shown=stranger.shown(), pieces=pieces).status_code == 403
