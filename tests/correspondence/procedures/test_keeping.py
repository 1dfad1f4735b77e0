"""An administration keeps its own procedures, within what the law allows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from diwan.core.calendars import api as calendars
from diwan.core.journal import api as journal
from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Names
from diwan.correspondence.procedures import api as procedures
from diwan.correspondence.procedures.models import Procedure
from diwan.correspondence.procedures.operations import keeping, versions
from diwan.correspondence.procedures.terms import PieceTerms, Terms
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.helpers import world

NOW, TODAY = people.NOW, people.TODAY
SOON = date(2026, 12, 1)


def terms(**changed):
    said = {
        "names": Names("طلب شهادة العمل", "Attestation de travail", "Certificate of employment"),
        "legal_key": "request",
        "days": 15,
        "silence": "acceptance",
        "pieces": (PieceTerms(names=Names("بطاقة التعريف")), PieceTerms(names=Names("وثيقة"), required=False)),
    }
    return Terms(**said | changed)


@pytest.fixture
def ministry(db):
    return people.administration("MEN")


@pytest.fixture
def keeper(ministry):
    user = people.person(administration=ministry)
    people.seat(user, people.post(people.root(ministry), rights={"procedures.manage": "administration"}))
    return organisations.actor_for(user.pk, NOW)


def make(keeper, ministry, **changed):
    options = {"code": "certificate", "terms": terms(), "starts_on": TODAY, **changed}
    return keeping.offer(actor=keeper, administration_id=ministry.pk, now=NOW, **options)


def test_a_new_procedure_is_offered_first_and_written_in_the_journal(keeper, ministry):
    office = world.office(people.root(ministry), "MEN")
    procedures.load_all(now=NOW)
    version = make(keeper, ministry)
    offered = procedures.offered_at(organisations.open_office(office.pk, NOW), NOW)
    assert offered[0].version_id == version.pk
    assert [(piece.names.ar, piece.required) for piece in offered[0].needed] == [
        ("بطاقة التعريف", True),
        ("وثيقة", False),
    ]
    assert procedures.count_open(ministry.pk, NOW) == 1
    assert [entry["kind"] for entry in journal.history(f"procedure:{version.procedure_id}")] == ["procedure.created"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"days": 61}, versions.LongerThanTheLaw),
        ({"days": None}, versions.SilenceNeedsTime),
        ({"days": 30, "day_unit": "working"}, versions.LongerThanTheLaw),  # 30 worked days may be more than 60
        ({"legal_key": "investment", "days": 31}, versions.LongerThanTheLaw),
        ({"extensions": 2, "extension_days": 60}, versions.LongerThanTheLaw),
        ({"extensions": 1, "extension_days": 61}, versions.LongerThanTheLaw),
        ({"completions": 2}, calendars.NoMoreCompletion),
        ({"silence": "refusal"}, versions.SilenceNotTheirs),
        ({"legal_key": "grievance"}, versions.NoSuchRule),
        ({"legal_key": "", "days": None, "silence": "acceptance"}, versions.SilenceNeedsTime),
    ],
)
def test_the_law_caps_what_an_administration_may_say(keeper, ministry, changed, refusal):
    with pytest.raises(refusal):
        make(keeper, ministry, terms=terms(**changed))
    assert not Procedure.objects.exists()


def test_the_caps_themselves_are_allowed(keeper, ministry):
    make(keeper, ministry, terms=terms(days=60, extensions=1, extension_days=60))
    make(keeper, ministry, code="investment", terms=terms(legal_key="investment", days=30))


def test_only_who_holds_the_right_over_the_whole_administration(keeper, ministry):
    other = people.administration("MEF", arabic="وزارة الاقتصاد")
    with pytest.raises(NotAllowed):
        make(keeper, other)
    version = make(keeper, ministry)
    stranger = people.person("Said Idrissi", administration=ministry)
    below = people.post(people.unit(people.root(ministry)), rights={"procedures.manage": "subtree"})
    people.seat(stranger, below)
    actor = organisations.actor_for(stranger.pk, NOW)
    with pytest.raises(NotAllowed):
        keeping.revise(actor=actor, procedure_id=version.procedure_id, terms=terms(days=9), starts_on=SOON, now=NOW)
    assert not Procedure.objects.visible_to(actor).exists()
    assert Procedure.objects.visible_to(keeper).count() == 1


def test_the_common_procedures_are_nobodys(keeper):
    procedures.load_all(now=NOW)
    common = Procedure.objects.filter(code="complaint").get()
    for actor in (keeper, organisations.SYSTEM):
        with pytest.raises(NotAllowed):
            keeping.close(actor=actor, procedure_id=common.pk, on=SOON, now=NOW)


def test_a_code_is_given_once(keeper, ministry):
    make(keeper, ministry)
    with pytest.raises(keeping.CodeTaken):
        make(keeper, ministry)


def test_a_new_version_ends_the_one_before_and_the_past_stays(keeper, ministry):
    first = make(keeper, ministry)
    second = keeping.revise(
        actor=keeper, procedure_id=first.procedure_id, terms=terms(days=10), starts_on=SOON, now=NOW
    )
    first.refresh_from_db()
    assert (first.ends_on, second.starts_on, second.ends_on) == (SOON, SOON, None)
    with pytest.raises(keeping.InThePast):
        keeping.revise(
            actor=keeper, procedure_id=first.procedure_id, terms=terms(days=9), starts_on=date(2026, 11, 1), now=NOW
        )
    between = keeping.revise(
        actor=keeper, procedure_id=first.procedure_id, terms=terms(days=12), starts_on=date(2026, 11, 25), now=NOW
    )
    assert between.ends_on == SOON


def test_a_version_nobody_used_is_corrected_and_a_used_one_stands(keeper, ministry):
    version = make(keeper, ministry)
    act = {"actor": keeper, "procedure_id": version.procedure_id, "starts_on": TODAY, "now": NOW}
    corrected = keeping.revise(terms=terms(days=10, pieces=()), **act)
    assert (corrected.pk, corrected.days, corrected.needed_pieces.count()) == (version.pk, 10, 0)
    assert journal.history(f"procedure:{version.procedure_id}")[-1]["facts"]["changed"] == ["days", "pieces"]
    world.deposit(world.office(people.root(ministry), "MEN"), procedure=version.pk)
    with pytest.raises(keeping.UsedAlready):
        keeping.revise(terms=terms(days=5), **act)
    with pytest.raises(keeping.NothingChanged):
        keeping.revise(terms=terms(days=10, pieces=()), **act | {"starts_on": SOON})


def test_closing_takes_it_from_the_catalogue_on_its_day(keeper, ministry):
    office = organisations.open_office(world.office(people.root(ministry), "MEN").pk, NOW)
    version = make(keeper, ministry)
    keeping.revise(
        actor=keeper, procedure_id=version.procedure_id, terms=terms(days=9), starts_on=date(2027, 1, 4), now=NOW
    )
    keeping.close(actor=keeper, procedure_id=version.procedure_id, on=SOON, now=NOW)
    assert procedures.offered_at(office, NOW)
    assert not procedures.offered_at(office, datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert not procedures.offered_at(office, datetime(2027, 1, 5, 9, tzinfo=UTC))
    with pytest.raises(keeping.AlreadyClosed):
        keeping.close(actor=keeper, procedure_id=version.procedure_id, on=date(2026, 12, 5), now=NOW)
    again = keeping.revise(
        actor=keeper, procedure_id=version.procedure_id, terms=terms(), starts_on=date(2027, 3, 1), now=NOW
    )
    assert again.ends_on is None


def test_the_competent_unit_is_one_of_theirs(keeper, ministry):
    other = people.root(people.administration("MEF", arabic="وزارة الاقتصاد"))
    with pytest.raises(keeping.UnitElsewhere):
        make(keeper, ministry, terms=terms(unit_id=other.pk))
    unit = people.unit(people.root(ministry))
    assert make(keeper, ministry, terms=terms(unit_id=unit.pk)).unit_id == unit.pk
