"""Rules and the past: what is proposed, why, and what a rule may do by itself."""

from __future__ import annotations

import pytest

from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.operations import keeping, ruling
from diwan.correspondence.circulation.queries.proposals import proposals
from diwan.correspondence.letters import api as letters
from diwan.kit.refusals import NotAllowed
from tests.core.people import NOW


def rule(office, who="clerk", **said):
    condition = circulation.Condition(
        **{"name": "الخصاص", "unit": office.units["DRH"].pk, "verb": "handle", "words": "خصاص"} | said
    )
    return circulation.keep_rule(
        actor=office.actor(who), administration_id=office.tenant.pk, condition=condition, now=NOW
    )


def at_work(office, **said):
    row = rule(office, **said)
    circulation.try_rule(actor=office.actor("clerk"), rule_id=row.pk, now=NOW)
    return circulation.put_to_work(actor=office.actor("clerk"), rule_id=row.pk, enabled=True, now=NOW)


def test_a_rule_is_tried_on_past_letters_before_it_works(office):
    office.give(office.letter(), "DRH")
    office.give(office.letter(), "DAF")
    office.give(office.letter(subject="ميزانية"), "DAF")
    row = rule(office)
    with pytest.raises(keeping.NotTried):
        circulation.put_to_work(actor=office.actor("clerk"), rule_id=row.pk, enabled=True, now=NOW)
    row = circulation.try_rule(actor=office.actor("clerk"), rule_id=row.pk, now=NOW)
    assert (row.tried_on, row.tried_met, row.tried_right) == (3, 2, 1)


def test_a_rule_changed_rests_until_it_was_tried_again(office):
    row = at_work(office)
    said = circulation.Condition(name="آخر", unit=office.units["DAF"].pk, verb="handle", words="ميزانية")
    row = circulation.keep_rule(
        actor=office.actor("clerk"), administration_id=office.tenant.pk, condition=said, rule_id=row.pk, now=NOW
    )
    assert not row.enabled


def test_rules_are_kept_by_those_who_dispatch_to_all(office):
    with pytest.raises(NotAllowed):
        rule(office, who="head")


def test_a_rule_proposes_and_does_not_give(office):
    at_work(office)
    letter = office.letter()
    assert ruling.apply(letter_id=letter.pk, now=NOW) is None
    [one] = proposals(office.actor("clerk"), letter, NOW)
    assert (one.unit, one.reasons) == (office.units["DRH"].pk, ["القاعدة: الخصاص"])


def test_a_rule_that_says_so_gives_once_and_never_a_restricted_letter(office):
    at_work(office, by_itself=True)
    letter = office.letter()
    assert ruling.apply(letter_id=letter.pk, now=NOW).instructions.get().lead
    assert ruling.apply(letter_id=letter.pk, now=NOW) is None
    assert ruling.apply(letter_id=office.letter(level=letters.Level.RESTRICTED).pk, now=NOW) is None


def test_the_past_proposes_with_its_reason(office):
    sender = (letters.Correspondent(name="الخزينة العامة"),)
    for number in range(4):
        office.give(office.letter(subject=f"ميزانية {number}", parties=sender), "DAF" if number else "DRH")
    letter = office.letter(subject="ميزانية السنة", parties=sender)
    [one, *_others] = proposals(office.actor("clerk"), letter, NOW)
    assert one.unit == office.units["DAF"].pk
    assert "أحيلت إليها 3 من أصل 4 مراسلات هذا المرسل" in one.reasons


def test_the_past_one_may_not_read_tells_nothing(office):
    sender = (letters.Correspondent(name="الخزينة العامة"),)
    for _number in range(3):
        office.give(office.letter(parties=sender), "DAF")
    letter = office.letter(parties=sender)
    office.give(letter, "DRH")
    assert proposals(office.actor("head"), letter, NOW) == []
