"""The committee amends the rules: tried against the law, voted, adjusted once the minutes are signed, with history."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from diwan.kit.refusals import NotAllowed, Refusal
from diwan.telework.evaluations import api as evaluations
from diwan.telework.evaluations import money, queries
from diwan.telework.evaluations.forms import AmendmentForm
from diwan.telework.evaluations.models import Amendment, Case
from diwan.telework.evaluations.operations import amending, minutes, sitting
from diwan.telework.rules import api as rules
from tests.core.people import NOW

from .test_committee import TODAY, cast, open_it, place, propose  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


def amend(place, key="evaluation_every", value="P4M", starts_on=LATER, actor=None):  # noqa: F811
    return evaluations.propose_amendment(
        actor=actor or place.keeper,
        session_id=place.session.pk,
        key=key,
        value=value,
        starts_on=starts_on,
        reasons="تتبع أقرب",
        now=NOW,
    )


def ballots(place, row, **votes):  # noqa: F811
    for who, favour in votes.items():
        member = place.members[who].pk
        evaluations.cast(actor=place.keeper, amendment_id=row.pk, member_id=member, favour=favour, now=NOW)
    row.refresh_from_db()
    return row.outcome


def signed(place):  # noqa: F811
    for case in place.cases:
        cast(place, case, sg="keep")
    evaluations.close(actor=place.keeper, session_id=place.session.pk, now=NOW)
    type(place.session).objects.filter(pk=place.session.pk).update(minutes_act=77)
    for _again in range(2):
        minutes.take_effect(session_id=place.session.pk, act_id=77, now=NOW)


def every(place, on):  # noqa: F811
    return rules.rules_for(place.tenant.pk, on).rule("evaluation_every").value


def test_a_rule_changes_only_once_the_minutes_are_signed_and_says_why(place):  # noqa: F811
    before = every(place, LATER)
    row = amend(place)
    assert every(place, LATER) == before != "P4M", "what was tried is taken back"
    open_it(place)
    assert ballots(place, row, sg=True, director=False, finance=True) == "adopted"
    assert every(place, LATER) == before
    signed(place)
    row.refresh_from_db()
    assert every(place, LATER) == "P4M"
    assert every(place, TODAY) == before
    assert row.applied_at
    assert (row.adjustment.key, row.adjustment.starts_on) == ("evaluation_every", LATER)
    assert "تتبع أقرب" in row.adjustment.ground
    assert queries.amendments_of(place.tenant.pk, "evaluation_every") == [row]


def test_a_rejected_amendment_changes_nothing_and_a_tie_follows_the_chair(place):  # noqa: F811
    row = amend(place)
    open_it(place)
    assert ballots(place, row, director=True, finance=False) == ""
    for case in place.cases:
        cast(place, case, sg="keep")
    with pytest.raises(sitting.NoMajority):
        evaluations.close(actor=place.keeper, session_id=place.session.pk, now=NOW)
    assert ballots(place, row, sg=True, keeper=False) == "adopted"
    assert ballots(place, row, finance=True, director=False, sg=False) == "rejected"
    before = every(place, LATER)
    signed(place)
    row.refresh_from_db()
    assert every(place, LATER) == before
    assert row.adjustment is None


def test_what_hinders_an_amendment_is_kept_and_the_cases_go_on(place):  # noqa: F811
    row = amend(place)
    open_it(place)
    ballots(place, row, sg=True)
    Amendment.objects.filter(pk=row.pk).update(value="nonsense")
    signed(place)
    row.refresh_from_db()
    assert row.hindrance
    assert row.applied_at is None
    assert not Case.objects.filter(applied_at=None).exists()


def test_what_no_rule_allows_is_refused_before_any_vote(place):  # noqa: F811
    with pytest.raises(amending.NoSuchRule):
        amend(place, key="nothing")
    with pytest.raises(Refusal) as refused:
        amend(place, key="quorum", value="5/3")
    assert refused.value.code == "bad_value"
    with pytest.raises(NotAllowed):
        amend(place, actor=place.actor("director"))
    row = amend(place)
    with pytest.raises(amending.AlreadyProposed):
        amend(place, value="P5M")
    with pytest.raises(sitting.WrongMoment):
        ballots(place, row, sg=True)
    open_it(place, "sg", "keeper", "director")
    with pytest.raises(sitting.NotThere):
        ballots(place, row, finance=True)


def test_the_form_reads_each_shape_and_refuses_the_others(place):  # noqa: F811
    offered = {rule.key: rule for rule in rules.rules_for(place.tenant.pk, TODAY).rules}

    def read(key, value, unit="D"):
        form = AmendmentForm(
            {"key": key, "value": value, "unit": unit, "starts_on": LATER.isoformat(), "reasons": "س"}, offered=offered
        )
        return form.cleaned_data["value"] if form.is_valid() else None

    assert read("evaluation_every", "4", "M") == "P4M"
    assert read("quorum", "2/3") == "2/3"
    assert read("renewal_after_evaluation", "لا") is False
    assert read("report_weekday", "9") is None
    assert read("quorum", "5/3") is None


def test_presence_and_absence_come_from_the_files_and_service_from_what_was_entered(place):  # noqa: F811
    first, second = place.cases
    Case.objects.filter(pk=first.pk).update(
        figures={"worked": 20, "absent": 2, "awaited": 8, "confirmed": 6, "called": 0}
    )
    Case.objects.filter(pk=second.pk).update(figures={"remote_days": 3})  # a file of before these were drawn
    for value, until in ((12, TODAY - timedelta(days=200)), (4, TODAY), (3, TODAY)):
        evaluations.enter_figure(
            actor=place.keeper,
            administration_id=place.tenant.pk,
            kind="waiting",
            value=value,
            since=until - timedelta(days=30),
            until=until,
            source="سجل الشباك",
            now=NOW,
        )
    found = {one.code: one for one in queries.indicators(place.tenant.pk, TODAY - timedelta(days=90), TODAY)}
    assert (found["presence"].value, found["presence"].rows) == (Decimal("75.0"), 8)
    assert (found["absence"].value, found["absence"].rows) == (Decimal("10.0"), 20)
    assert (found["waiting"].value, found["waiting"].source) == (3, "سجل الشباك")
    assert found["users"].value is None
    with pytest.raises(NotAllowed):
        evaluations.enter_figure(
            actor=place.actor("director"),
            administration_id=place.tenant.pk,
            kind="waiting",
            value=1,
            since=TODAY,
            until=TODAY,
            source="م",
            now=NOW,
        )


def test_each_country_counts_in_its_own_currency():
    assert {country: money.currency(country).code for country in rules.profiles()} == {
        "AE": "AED",
        "FR": "EUR",
        "KW": "KWD",
        "MA": "MAD",
    }
    assert money.currency("KW").rounded(Decimal("1.23456")) == Decimal("1.235")
