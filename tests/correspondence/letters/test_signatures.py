"""A signed PDF that comes in is judged by itself, and the letter shows what its signatures are worth."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from PIL import Image

from diwan.core.files import api as files
from diwan.correspondence.letters import api as letters
from diwan.correspondence.letters import handlers
from diwan.correspondence.letters.events import LetterRegistered
from diwan.engines.signing import api as signing
from tests.core import people
from tests.helpers.house import HOLDER, World
from tests.helpers.house_signatures import filled_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World(rights=("letters.register",))


@pytest.fixture
def clerk(client, world):
    client.force_login(world.users[HOLDER])
    return client


def registered(world: World, content: bytes, name: str, kind=letters.Kind.INCOMING) -> letters.Letter:
    file = files.store(io.BytesIO(content), name=name, now=timezone.now())
    return letters.register(
        actor=people.SYSTEM,
        office_id=world.office.pk,
        kind=kind,
        letter=letters.NewLetter(subject="عقد", parties=(letters.Correspondent(name="شركة"),)),
        pieces=[file.pk],
        now=timezone.now(),
    )


def heard(letter: letters.Letter) -> None:
    """As the job would, twice."""
    for _ in range(2):
        handlers.judge_signatures(LetterRegistered(letter_id=letter.pk, kind=letter.kind))


def test_a_signed_file_is_judged_when_its_letter_is_registered(world):
    letter = registered(world, filled_form(), "contract.pdf")
    heard(letter)
    kept = signing.FileVerdict.objects.get(file=letter.pieces.get().file)
    assert kept.verdict == signing.Verdict.INDETERMINATE  # nobody we know issued its certificate
    assert kept.said.reasons == (signing.Reason.UNTRUSTED,)
    assert kept.said.signatures[0].signer == "Alice"


def test_a_file_without_signature_costs_nothing_and_says_nothing(world, monkeypatch):
    from benchmarks.signed_corpus import sheets
    from diwan.engines.signing import validation

    monkeypatch.setattr(validation, "examine", lambda *_, **__: pytest.fail("judged"))
    letter = registered(world, sheets.contract(), "plain.pdf")
    heard(letter)
    assert not signing.FileVerdict.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "الشهادة لم تصدرها سلطة نثق بها"), ("fr", "n’a pas été délivré par une autorité de confiance")],
)
def test_the_page_says_it_in_words(world, clerk, language, words):
    file, letter = world.signed_file, world.signed_letter
    page = clerk.get(reverse("letters:signatures", args=[letter.pk, file.pk]), {"lang": language})
    assert page.status_code == 200
    assert words in page.content.decode()
    panel = clerk.get(reverse("letters:letter", args=[letter.pk]), {"lang": language}).content.decode()
    assert reverse("letters:signatures", args=[letter.pk, file.pk]) in panel


def test_the_change_is_shown_beside_what_was_signed(world, clerk):
    file, letter = world.signed_file, world.signed_letter
    address = reverse("letters:signatures_picture", args=[letter.pk, file.pk])
    shown = {
        side: Image.open(io.BytesIO(clerk.get(address, {"signature": 0, "page": 1, "side": side}).content))
        for side in ("signed", "now")
    }
    assert shown["signed"].size == shown["now"].size
    assert (178, 34, 34) in {color for _, color in shown["now"].getcolors(1 << 24)}
    assert (178, 34, 34) not in {color for _, color in shown["signed"].getcolors(1 << 24)}
    for wrong in ({}, {"signature": 9, "page": 1}, {"signature": 0, "page": 7}, {"signature": "x", "page": "²"}):
        assert clerk.get(address, wrong).status_code == 404


def test_the_report_can_be_taken_away(world, clerk):
    file, letter = world.signed_file, world.signed_letter
    address = reverse("letters:signatures_report", args=[letter.pk, file.pk])
    tree = etree.fromstring(clerk.get(address, {"form": "xml"}).content)
    said = {etree.QName(node).localname: node.text for node in tree.iter() if node.text and node.text.strip()}
    assert said["MainIndication"] == "urn:etsi:019102:mainindication:indeterminate"
    assert said["SubIndication"] == "urn:etsi:019102:subindication:NO_CERTIFICATE_CHAIN_FOUND"
    assert json.loads(clerk.get(address, {"form": "json"}).content)["signatures"][0]["signer"] == "Alice"
