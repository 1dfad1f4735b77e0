"""What is done with a folder, by whom, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diwan.core.files import api as files
from diwan.correspondence.parapheur import api as parapheur
from diwan.correspondence.parapheur import pages
from diwan.correspondence.parapheur.operations import deciding, reading
from diwan.correspondence.parapheur.queries import boxes
from diwan.engines.circuits import api as circuits
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW
from tests.helpers.jobs import run_jobs
from tests.helpers.parapheur import authorised, open_turn, prepared, refused, sent, stored, visa

pytestmark = pytest.mark.django_db


def titles_in(house, who, box=boxes.Box.TO_ME):
    return [row.title for row in boxes.folders(house.actor(who), boxes.Asked(box=box), NOW)]


def test_a_folder_goes_from_list_to_list(house):
    folder = sent(house)
    assert titles_in(house, "finance") == ["قرار التعيين"]
    assert titles_in(house, "division", boxes.Box.SENT) == ["قرار التعيين"]
    assert titles_in(house, "head") == []
    visa(house, folder)
    assert titles_in(house, "finance") == []
    assert titles_in(house, "finance", boxes.Box.DONE) == ["قرار التعيين"]
    assert titles_in(house, "head") == ["قرار التعيين"]


def test_whoever_it_has_not_reached_does_not_see_it(house, other_ministry):
    folder = sent(house)
    for actor in (house.actor("head"), house.actor("clerk"), other_ministry.actor("head")):
        assert pages.one(actor, folder.pk) is None


def test_a_refusal_says_why_and_goes_to_the_step_before_or_to_the_author(house):
    folder = sent(house)
    with pytest.raises(deciding.ReasonMissing):
        refused(house, folder, text=" ")
    visa(house, folder)
    refused(house, folder, who="head", back=circuits.Back.PREVIOUS)
    assert titles_in(house, "finance") == ["قرار التعيين"]
    refused(house, folder)
    assert titles_in(house, "division", boxes.Box.BACK) == ["قرار التعيين"]


def test_remorse_as_long_as_nobody_acted_since(house):
    folder = sent(house)
    turn = open_turn(folder)
    visa(house, folder)
    parapheur.take_back(actor=house.actor("finance"), turn_id=turn.pk, now=NOW)
    assert titles_in(house, "finance") == ["قرار التعيين"]


def test_a_second_opinion_and_another_post(house):
    folder = sent(house)
    turn, clerk = open_turn(folder), house.posts["clerk"].pk
    parapheur.ask(actor=house.actor("finance"), turn_id=turn.pk, post_id=clerk, text="ما رأيكم؟", now=NOW)
    assert titles_in(house, "clerk") == ["قرار التعيين"]
    parapheur.hand_on(actor=house.actor("finance"), turn_id=turn.pk, post_id=house.posts["head"].pk, now=NOW)
    assert titles_in(house, "head") == ["قرار التعيين"]
    assert titles_in(house, "finance") == []


def test_every_page_is_seen_as_it_is_now_before_it_is_decided(house):
    house.decision_type.read_all = True
    house.decision_type.save()
    folder = sent(house)
    with pytest.raises(deciding.NotReadWhole):
        visa(house, folder)
    document = folder.documents.get()
    about = {"actor": house.actor("finance"), "document_id": document.pk, "now": NOW}
    with pytest.raises(parapheur.Changed):
        reading.see(file_id=stored(name="autre.pdf").pk, pages=[1], **about)
    reading.see(file_id=document.file_id, pages=[1, 1, 99], **about)
    reading.see(file_id=document.file_id, pages=[1], **about)
    visa(house, folder)


def test_what_is_noted_for_oneself_is_read_by_nobody_else(house):
    folder = sent(house)
    document = folder.documents.get()
    where = {"document_id": document.pk, "page": 1, "x": 5, "y": 5, "now": NOW}
    for private in (True, False):
        reading.annotate(actor=house.actor("finance"), text=f"ملاحظة {private}", private=private, **where)
    for who, count in (("finance", 2), ("division", 1)):
        actor = house.actor(who)
        read = pages.page(actor, pages.one(actor, folder.pk), NOW)
        assert len(read.documents[0].notes) == count
    with pytest.raises(NotAllowed):
        reading.annotate(actor=house.actor("clerk"), text="لا", private=False, **where)


def test_signed_by_delegation_and_the_stamp_says_so(house):
    now, head = NOW, house.actor("head")
    terms = circuits.Terms(starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=360))
    person = house.people["clerk"]
    about = {"actor": head, "now": now - timedelta(hours=1)}
    mandate = circuits.give_mandate(post_id=house.posts["head"].pk, person_id=person.pk, terms=terms, **about)
    circuits.sign_mandate(mandate_id=mandate.pk, file_id=stored(name="acte.pdf").pk, **about)
    folder = sent(house)
    visa(house, folder)
    authorised(house, folder, who="clerk")
    run_jobs()
    assert parapheur.Signature.objects.get().reason == ""
    turn = folder.run.turns.get(kind="signature")
    assert (turn.basis, turn.person_id) == ("mandate", person.pk)
    with files.open_file(folder.documents.get().file_id) as given:
        from diwan.engines.signing import api as signing

        assert signing.validate(given.read()).signatures


def test_a_revoked_mandate_signs_nothing_even_when_it_was_authorised(house):
    head, person = house.actor("head"), house.people["clerk"]
    terms = circuits.Terms(starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=360))
    about = {"actor": head, "now": NOW - timedelta(hours=1)}
    mandate = circuits.give_mandate(post_id=house.posts["head"].pk, person_id=person.pk, terms=terms, **about)
    circuits.sign_mandate(mandate_id=mandate.pk, file_id=stored(name="acte.pdf").pk, **about)
    folder = sent(house)
    visa(house, folder)
    row = authorised(house, folder, who="clerk")
    circuits.revoke_mandate(actor=head, mandate_id=mandate.pk, reason="عودة", now=NOW)
    run_jobs()
    assert row.signatures.get().reason == parapheur.Reason.NO_TITLE


def test_the_list_costs_the_same_whatever_is_in_it(house):
    sent(house)
    costs = []
    for _more in range(2):
        actor = house.actor("finance")
        with CaptureQueriesContext(connection) as asked:
            list(boxes.folders(actor, boxes.Asked(), NOW))
        costs.append(len(asked))
        for n in range(3):
            sent(house, prepared(house, title=f"آخر {n}"))
    assert costs[0] == costs[1]
