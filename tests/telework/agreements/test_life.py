"""From the request to the end: asked, decided, signed, started, paused, changed, renewed, ended."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from diwan.kit.refusals import NotAllowed
from diwan.telework.agreements import api as agreements
from diwan.telework.agreements.enums import Did, State
from diwan.telework.agreements.models import Agreement, Step
from diwan.telework.agreements.operations import asking, changing, deciding, signing, starting, wishing
from diwan.telework.rules import api as rules
from tests.core.people import NOW, TODAY
from tests.helpers.telework.agreements import TWO_DAYS, asked, in_force, signed, through

DAY = timedelta(days=1)
LATER = date(2026, 12, 1)


def again(row):
    return Agreement.objects.select_related("unit", "administration").get(pk=row.pk)


def test_asked_approved_signed_it_starts(place):
    row = asked(place.people["officer0"])
    assert row.state == State.ASKED
    assert row.reply_by is not None
    assert row.reply_by > TODAY
    agreements.approve(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    assert again(row).state == State.TO_SIGN
    assert agreements.in_force(row.person_id, TODAY) is None
    row = through(row.pk, place.actor("officer0"), by=place.actor("head"))
    assert row.state == State.IN_FORCE
    found = agreements.in_force(row.person_id, TODAY)
    assert found is not None
    assert (found.agreement_id, found.unit_path) == (row.pk, place.units["SER"].path)
    assert found.pattern == TWO_DAYS
    assert agreements.in_force_among([row.person_id, 0], TODAY) == {row.person_id: found}
    assert agreements.in_force_within(place.units["DRH"].path, TODAY) == [found]
    assert agreements.in_force_within(place.units["DAF"].path, TODAY) == []
    assert [one.pk for one in agreements.people_in_force(place.tenant.pk, TODAY)] == [row.person_id]
    did = list(Step.objects.filter(agreement=row).order_by("pk").values_list("did", flat=True))
    assert did == [
        Did.DRAFTED,
        Did.ASKED,
        Did.APPROVED,
        Did.WORKPLACE,
        Did.CHARTER_PERSON,
        Did.CHARTER_MANAGER,
        Did.STARTED,
    ]


def test_the_days_away_are_those_of_the_pattern_less_days_off(place):
    row = in_force(place.people["officer0"])
    first, last = date(2026, 11, 23), date(2026, 11, 29)
    assert agreements.remote_days(row.person_id, first, last) == {date(2026, 11, 24), date(2026, 11, 26)}
    assert agreements.remote_on(row.person_id, date(2026, 11, 24))
    assert not agreements.remote_on(row.person_id, date(2026, 11, 25))


def test_it_starts_on_its_day_and_not_before(place):
    row = signed(asked(place.people["officer0"], starts_on=LATER), by=place.actor("head"))
    assert row.state == State.READY
    assert agreements.in_force(row.person_id, LATER) is None
    starting.advance_all(now=NOW + timedelta(days=3))
    assert again(row).state == State.READY
    starting.advance_all(now=NOW + timedelta(days=13))
    starting.advance_all(now=NOW + timedelta(days=13))
    assert again(row).state == State.IN_FORCE
    assert Step.objects.filter(agreement=row, did=Did.STARTED).count() == 1


def test_it_ends_by_itself_after_its_last_day(place):
    row = in_force(place.people["officer0"], ends_on=TODAY + timedelta(days=30))
    starting.advance_all(now=NOW + timedelta(days=30))
    assert again(row).state == State.IN_FORCE
    starting.advance_all(now=NOW + timedelta(days=31))
    assert again(row).state == State.ENDED
    assert agreements.in_force(row.person_id, TODAY + timedelta(days=30)) is not None
    assert agreements.in_force(row.person_id, TODAY + timedelta(days=31)) is None


def test_nobody_decides_on_their_own_request(place):
    row = asked(place.people["head"])
    with pytest.raises(NotAllowed):
        agreements.approve(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    agreements.approve(actor=place.actor("director"), agreement_id=row.pk, now=NOW)


def test_another_directorate_decides_nothing(place):
    row = asked(place.people["officer0"])
    with pytest.raises(NotAllowed):
        agreements.refuse(actor=place.actor("finance"), agreement_id=row.pk, reason="لا", now=NOW)


def test_a_refusal_gives_its_reasons(place):
    row = asked(place.people["officer0"])
    with pytest.raises(agreements.ReasonMissing):
        agreements.refuse(actor=place.actor("head"), agreement_id=row.pk, reason="  ", now=NOW)
    agreements.refuse(actor=place.actor("head"), agreement_id=row.pk, reason="ضرورة المصلحة", now=NOW)
    assert again(row).state == State.REFUSED
    with pytest.raises(agreements.WrongState):
        agreements.approve(actor=place.actor("head"), agreement_id=row.pk, now=NOW)


def test_one_request_at_a_time(place):
    asked(place.people["officer0"])
    with pytest.raises(asking.AlreadyAsked):
        asked(place.people["officer0"])


def test_the_database_keeps_two_agreements_apart(place):
    row = in_force(place.people["officer0"])
    row.pk, row.starts_on = None, row.starts_on + DAY
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


def test_what_is_longer_than_the_rules_is_refused(place):
    with pytest.raises(agreements.TooLong):
        asked(place.people["officer0"], ends_on=TODAY + timedelta(days=366))
    asked(place.people["officer0"], ends_on=TODAY + timedelta(days=364))


def test_a_draft_is_kept_and_a_stale_one_is_told(place):
    actor = place.actor("officer0")
    said = agreements.Asked(pattern=TWO_DAYS, starts_on=LATER, ends_on=LATER + DAY * 30, reasons="أ")
    first = agreements.keep_draft(actor=actor, post_id=actor.seats[0].post_id, asked=said, now=NOW)
    kept = agreements.keep_draft(
        actor=actor, post_id=actor.seats[0].post_id, asked=said, version=first.version, now=NOW
    )
    assert kept.pk == first.pk
    with pytest.raises(asking.Stale):
        agreements.ask(actor=actor, post_id=actor.seats[0].post_id, asked=said, version=first.version, now=NOW)
    sent = agreements.ask(actor=actor, post_id=actor.seats[0].post_id, asked=said, version=kept.version, now=NOW)
    assert sent.state == State.ASKED
    agreements.withdraw(actor=actor, agreement_id=sent.pk, now=NOW)
    assert again(sent).state == State.WITHDRAWN


def test_one_asks_from_a_post_one_holds(place):
    with pytest.raises(agreements.NoPost):
        agreements.ask(
            actor=place.actor("officer0"),
            post_id=place.posts["head"].pk,
            asked=agreements.Asked(pattern=TWO_DAYS, starts_on=LATER, ends_on=LATER),
            now=NOW,
        )


def test_a_finding_from_above_blocks_or_only_warns(place, monkeypatch):
    from diwan.telework.agreements import registry

    monkeypatch.setattr(registry, "_eligibility", {})
    agreements.register_eligibility("t", "ت", lambda *about: agreements.Finding(False, "مصلحة مستثناة"))
    with pytest.raises(agreements.NotEligible, match="مصلحة مستثناة"):
        asked(place.people["officer0"])
    agreements.register_eligibility("t", "ت", lambda *about: agreements.Finding(False, "أقدمية", blocks=False))
    assert asked(place.people["officer0"]).state == State.ASKED


def test_a_condition_from_above_holds_the_start_until_it_is_met(place, monkeypatch):
    from diwan.telework.agreements import registry

    met = []
    monkeypatch.setattr(registry, "_conditions", {})
    agreements.register_condition(agreements.Condition("t", "التكوين", lambda one: one.person_id in met))
    row = signed(asked(place.people["officer0"]), by=place.actor("head"))
    assert row.state == State.READY
    met.append(row.person_id)
    agreements.advance_person(person_id=row.person_id, now=NOW)
    assert again(row).state == State.IN_FORCE


# --- imposed --------------------------------------------------------------------------------------------------------


def test_imposed_on_a_ground_that_is_said(place):
    said = {"person_id": place.people["officer1"].pk, "unit_id": place.units["SER"].pk, "now": NOW}
    what = agreements.Asked(pattern=rules.Pattern(kind="full"), starts_on=TODAY, ends_on=TODAY + DAY * 30)
    with pytest.raises(agreements.ReasonMissing):
        agreements.impose(actor=place.actor("head"), asked=what, ground=" ", **said)
    with pytest.raises(NotAllowed):
        agreements.impose(actor=place.actor("finance"), asked=what, ground="منشور 1/2020", **said)
    row = agreements.impose(actor=place.actor("head"), asked=what, ground="منشور 1/2020", **said)
    assert row.imposed
    assert row.state == State.TO_SIGN


def test_nobody_imposes_on_themselves(place):
    what = agreements.Asked(pattern=TWO_DAYS, starts_on=TODAY, ends_on=TODAY + DAY * 30)
    with pytest.raises(NotAllowed):
        agreements.impose(
            actor=place.actor("head"),
            person_id=place.people["head"].pk,
            unit_id=place.units["SER"].pk,
            asked=what,
            ground="منشور",
            now=NOW,
        )


# --- pauses, changes, renewal, end ----------------------------------------------------------------------------------


def test_a_pause_stops_at_once_and_resumes(place):
    row = in_force(place.people["officer0"])
    tuesday = date(2026, 11, 24)
    agreements.suspend(actor=place.actor("head"), agreement_id=row.pk, first=TODAY, reason="مهمة", now=NOW)
    assert again(row).state == State.SUSPENDED
    assert agreements.in_force(row.person_id, TODAY) is None
    assert agreements.remote_days(row.person_id, TODAY, tuesday) == set()
    agreements.resume(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    assert again(row).state == State.IN_FORCE
    assert agreements.remote_on(row.person_id, tuesday)


def test_a_pause_with_an_end_comes_and_goes_by_the_clock(place):
    row = in_force(place.people["officer0"])
    first, last = TODAY + DAY * 5, TODAY + DAY * 9
    agreements.suspend(actor=place.actor("head"), agreement_id=row.pk, first=first, last=last, reason="مهمة", now=NOW)
    assert again(row).state == State.IN_FORCE
    starting.advance_all(now=NOW + DAY * 5)
    assert again(row).state == State.SUSPENDED
    starting.advance_all(now=NOW + DAY * 10)
    assert again(row).state == State.IN_FORCE
    assert agreements.in_force(row.person_id, first) is None


def test_changed_days_leave_the_past_as_it_was(place):
    row = in_force(place.people["officer0"])
    monday = rules.Pattern(weekdays=(1,))
    later = NOW + DAY * 14
    agreements.change(actor=place.actor("head"), agreement_id=row.pk, pattern=monday, first=later.date(), now=later)
    assert agreements.remote_days(row.person_id, date(2026, 11, 24), date(2026, 11, 30)) == {
        date(2026, 11, 24),
        date(2026, 11, 26),
    }
    assert agreements.remote_days(row.person_id, date(2026, 12, 7), date(2026, 12, 13)) == {date(2026, 12, 7)}
    assert agreements.in_force(row.person_id, TODAY + DAY).pattern == TWO_DAYS
    assert agreements.in_force(row.person_id, date(2026, 12, 7)).pattern == monday


def test_an_end_keeps_the_notice_of_the_trial(place):
    row = in_force(place.people["officer0"])
    with pytest.raises(agreements.NoticeTooShort):
        agreements.end(
            actor=place.actor("head"), agreement_id=row.pk, ends_on=TODAY + DAY * 20, ground="مصلحة", now=NOW
        )
    last = changing.earliest_end(row, TODAY)
    assert last == date(2026, 12, 18)
    agreements.end(actor=place.actor("head"), agreement_id=row.pk, ends_on=last, ground="مصلحة", now=NOW)
    assert again(row).state == State.IN_FORCE
    assert agreements.in_force(row.person_id, last).ends_on == last
    assert agreements.in_force(row.person_id, last + DAY) is None
    starting.advance_all(now=NOW + DAY * 31)
    assert again(row).state == State.ENDED


def test_an_end_for_cause_is_at_once(place):
    row = in_force(place.people["officer0"])
    with pytest.raises(agreements.ReasonMissing):
        agreements.end(actor=place.actor("head"), agreement_id=row.pk, ends_on=None, at_once=True, ground="", now=NOW)
    agreements.end(actor=place.actor("head"), agreement_id=row.pk, ends_on=None, at_once=True, ground="خطأ", now=NOW)
    assert again(row).state == State.ENDED
    assert agreements.in_force(row.person_id, TODAY) is None


def test_the_person_asks_to_end_and_it_is_granted_without_notice(place):
    row = in_force(place.people["officer0"])
    made = wishing.wish(actor=place.actor("officer0"), agreement_id=row.pk, what="end", first=TODAY + DAY * 3, now=NOW)
    with pytest.raises(NotAllowed):
        wishing.grant(actor=place.actor("officer0"), request_id=made.pk, now=NOW)
    wishing.grant(actor=place.actor("head"), request_id=made.pk, now=NOW)
    assert agreements.in_force(row.person_id, TODAY + DAY * 3) is not None
    assert agreements.in_force(row.person_id, TODAY + DAY * 4) is None
    with pytest.raises(wishing.Answered):
        wishing.refuse(actor=place.actor("head"), request_id=made.pk, reason="لا", now=NOW)


def test_renewed_once_as_far_as_the_rules_let_and_after_an_evaluation(place, monkeypatch):
    from diwan.telework.agreements import registry

    monkeypatch.setattr(registry, "_renewal", {})
    row = in_force(place.people["officer0"], ends_on=TODAY + DAY * 60)
    until = changing.renewable_until(row)
    agreements.register_renewal("t", "ت", lambda key, on: agreements.Finding(False, "لم يقيم"))
    said = {"actor": place.actor("head"), "agreement_id": row.pk, "now": NOW}
    with pytest.raises(agreements.NotEvaluated):
        agreements.renew(until=until, **said)
    agreements.register_renewal("t", "ت", lambda key, on: agreements.Finding(True, ""))
    with pytest.raises(agreements.TooLong):
        agreements.renew(until=until + DAY, **said)
    agreements.renew(until=until, **said)
    assert again(row).ends_on == until
    with pytest.raises(agreements.NoMoreRenewals):
        agreements.renew(until=until + DAY, **said)


def test_floating_days_are_chosen_week_by_week(place):
    row = in_force(place.people["officer0"], pattern=rules.Pattern(floating=2))
    actor, monday = place.actor("officer0"), date(2026, 11, 23)
    assert agreements.remote_days(row.person_id, monday, monday + DAY * 6) == set()
    said = {"actor": actor, "agreement_id": row.pk, "week_of": monday, "now": NOW}
    with pytest.raises(changing.TooManyChosen):
        agreements.choose(days=[monday, monday + DAY, monday + DAY * 2], **said)
    with pytest.raises(changing.NotChoosable):
        agreements.choose(days=[monday + DAY * 6], **said)
    agreements.choose(days=[monday, monday + DAY], **said)
    agreements.choose(days=[monday, monday + DAY * 3], **said)
    assert agreements.remote_days(row.person_id, monday, monday + DAY * 6) == {monday, monday + DAY * 3}


def test_the_administration_signs_the_charter_after_the_person(place):
    row = asked(place.people["officer0"])
    deciding.approve(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    with pytest.raises(signing.PersonFirst):
        signing.countersign_charter(actor=place.actor("head"), agreement_id=row.pk, now=NOW)
    signing.sign_charter(actor=place.actor("officer0"), agreement_id=row.pk, now=NOW)
    with pytest.raises(NotAllowed):
        signing.countersign_charter(actor=place.actor("officer0"), agreement_id=row.pk, now=NOW)
    with pytest.raises(signing.AlreadySigned):
        signing.sign_charter(actor=place.actor("officer0"), agreement_id=row.pk, now=NOW)
