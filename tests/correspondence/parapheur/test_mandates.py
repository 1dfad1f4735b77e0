"""Whoever holds a mandate reads what it lets them decide, while it awaits them, and nothing near it."""

from __future__ import annotations

import pytest

from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur.queries.mine import waiting
from diwan.engines.circuits import api as circuits
from tests.helpers.parapheur_house import awaiting, mandated, signing_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return signing_house()


def read_by_deputy(house) -> set[int]:
    return set(parapheur.Folder.objects.visible_to(house.actor("deputy")).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("terms", "reads"),
    [
        (lambda house: {}, True),
        (lambda house: {"types": frozenset({house.decision_type.pk})}, True),
        (lambda house: {"types": frozenset({house.letter_type.pk})}, False),
        (lambda house: {"kinds": frozenset({circuits.Kind.VISA})}, False),
        (lambda house: {"unit_id": house.units["DIV"].pk}, True),
        (lambda house: {"unit_id": house.units["DAF"].pk}, False),
    ],
)
def test_what_awaits_is_read_and_counted_within_the_mandate(house, terms, reads):
    (folder,) = awaiting(house, 1)
    assert read_by_deputy(house) == set()
    mandated(house, **terms(house))
    assert (folder.pk in read_by_deputy(house)) == reads
    assert waiting(house.actor("deputy")) == int(reads)


def test_a_folder_not_sent_to_the_post_is_not_read(house):
    mandated(house)
    (folder,) = awaiting(house, 1, house.memo_type)
    assert folder.pk not in read_by_deputy(house)


def test_a_recalled_mandate_reads_nothing_more(house):
    from django.utils import timezone

    (folder,) = awaiting(house, 1)
    row = mandated(house)
    assert folder.pk in read_by_deputy(house)
    circuits.revoke_mandate(actor=house.actor("head"), mandate_id=row.pk, reason="عودة", now=timezone.now())
    assert folder.pk not in read_by_deputy(house)
