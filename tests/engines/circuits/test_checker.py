"""Faults planted in drawings are found, where they are; drawings without fault have none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from diwan.core.organisations.api import Names
from diwan.engines.circuits import authority
from diwan.engines.circuits.checker import check, errors
from diwan.engines.circuits.conditions import Condition, Field, Op, Type, holds
from diwan.engines.circuits.definition import Who
from diwan.engines.circuits.enums import Basis, How, Kind, Level, Silence
from diwan.engines.circuits.faults import SENTENCES, Code
from diwan.engines.circuits.ground import Ground, PostCard
from diwan.engines.circuits.regions import Space
from tests.helpers.circuits import NOW, drawing, step

FIELDS = {
    "amount": Field("amount", Type.NUMBER, Names("المبلغ", "Montant")),
    "sort": Field(
        "sort", Type.CHOICE, Names("الصنف", "Sorte"), (("works", Names("أشغال")), ("goods", Names("توريدات")))
    ),
    "day": Field("day", Type.DAY, Names("التاريخ", "Date"), required=False),
    "urgent": Field("urgent", Type.TRUTH, Names("مستعجل", "Urgent"), required=False),
    "place": Field("place", Type.UNIT, Names("الوحدة", "Unité")),
}
ALWAYS = authority.Span(NOW - timedelta(days=9))


def rule(*lines):
    """`rule([("amount", "less", "5")])`"""
    return tuple(tuple(Condition(field, Op(op), value) for field, op, value in line) for line in lines)


def sitting(**people):
    """`sitting(p1=7)`: person 7 holds post 1."""
    return {
        int(post[1:]): [authority.Sitting(int(post[1:]), who, Basis.HOLDER, ALWAYS)] for post, who in people.items()
    }


def ground(**more):
    seats = sitting(p1=11, p2=12, p3=13)
    options = {
        "fields": FIELDS,
        "directory": authority.Directory(sittings=seats, above={1: 3, 2: 3}),
        "posts": {1: PostCard("رئيس القسم"), 2: PostCard("المدير"), 3: PostCard("الوزير")},
        "at": NOW,
        "types": frozenset({5}),
        "paths": ("/1/", "/1/2/", "/1/3/"),
        "heads": {20: (1, 2, 3), 21: (2, 3)},
    }
    return Ground(**(options | more))


def found(drawn, **more):
    return {(fault.code, fault.step) for fault in check(drawn, ground(**more))}


VISA, SIGN, NUMBER = step("visa", "visa", 1), step("sign", "signature", 2), step("number", "numbering", "itself")


def test_a_good_circuit_has_no_fault():
    deliver = step("deliver", "delivery", "itself")
    assert check(drawing(VISA, SIGN, NUMBER, deliver), ground()) == []


def test_nothing_drawn():
    assert found(drawing()) == {(Code.NO_STAGE, "")}
    assert (Code.EMPTY_STAGE, "") in found(drawing(SIGN, ([], 0)))


PLANTED = [
    (Code.DUPLICATE_KEY, "visa", (VISA, replace(VISA), SIGN), {}),
    (Code.RESERVED_KEY, "author", (step("author", "visa", 1), SIGN), {}),
    (Code.NO_NAME, "visa", (replace(VISA, names=Names(" ")), SIGN), {}),
    (Code.WRONG_WHO, "visa", (replace(VISA, who=Who(How.ITSELF)), SIGN), {}),
    (Code.WRONG_WHO, "out", (step("out", "outside", 1), SIGN), {}),
    (Code.QUORUM, "", (([VISA, SIGN], 3),), {}),
    (Code.APART_UNKNOWN, "sign", (VISA, replace(SIGN, apart_from=("nobody",))), {}),
    (Code.UNKNOWN_FIELD, "visa", (replace(VISA, when=rule([("colour", "is", "red")])), SIGN), {}),
    (Code.UNKNOWN_OPERATOR, "visa", (replace(VISA, when=rule([("sort", "less", "works")])), SIGN), {}),
    (Code.BAD_VALUE, "visa", (replace(VISA, when=rule([("amount", "less", "many")])), SIGN), {}),
    (Code.BAD_VALUE, "visa", (replace(VISA, when=rule([("sort", "is", "services")])), SIGN), {}),
    (Code.BAD_VALUE, "visa", (replace(VISA, when=rule([("place", "within", "/9/")])), SIGN), {}),
    (Code.OPTIONAL_FIELD, "visa", (replace(VISA, when=rule([("urgent", "is", True)])), SIGN), {}),
    (
        Code.UNREACHABLE,
        "visa",
        (replace(VISA, when=rule([("amount", "more", "10"), ("amount", "at_most", "10")])), SIGN),
        {},
    ),
    (
        Code.UNREACHABLE,  # days follow each other: none is after the 3rd and before the 4th
        "visa",
        (replace(VISA, when=rule([("day", "more", "2026-08-03"), ("day", "less", "2026-08-04")])), SIGN),
        {},
    ),
    (
        Code.UNREACHABLE,
        "visa",
        (replace(VISA, when=rule([("amount", "less", "5")])), SIGN),
        {
            "when": rule([("amount", "at_least", "5")]),
        },
    ),
    (Code.NEVER_CHOSEN, "", (VISA, SIGN), {"earlier": ((),)}),
    (
        Code.NEVER_CHOSEN,
        "",
        (VISA, SIGN),
        {
            "earlier": (rule([("sort", "is", "works")]), rule([("sort", "is", "goods"), ("amount", "less", "5")])),
            "when": rule([("amount", "less", "5")]),
        },
    ),
    (Code.NOTHING_APPLIES, "", (replace(SIGN, when=rule([("amount", "more", "100")])),), {}),
    (Code.NO_SIGNATURE, "", (VISA, replace(SIGN, when=rule([("amount", "more", "100")]))), {}),
    (Code.NO_SIGNATURE, "", (([VISA, SIGN], 1),), {}),  # the visa alone may suffice
    (Code.NO_SIGNATURE, "", (VISA, replace(SIGN, when=rule([("urgent", "is", True)], [("urgent", "is", False)]))), {}),
    (Code.SIGNED_AFTER_NUMBER, "sign", (VISA, NUMBER, SIGN), {}),
    (Code.SIGNED_AFTER_NUMBER, "sign", (VISA, ([NUMBER, SIGN], 0)), {}),
    (Code.DECIDED_AFTER_NUMBER, "visa", (SIGN, NUMBER, VISA), {}),
    (Code.NUMBERED_TWICE, "again", (SIGN, NUMBER, replace(NUMBER, key="again")), {}),
    (Code.DELIVERED_BEFORE_NUMBER, "out", (SIGN, step("out", "delivery", "itself"), NUMBER), {}),
    (Code.DELIVERED_UNSIGNED, "out", (VISA, step("out", "delivery", "itself"), SIGN), {}),
    (
        Code.DELIVERED_WITHOUT_NUMBER,
        "out",
        (SIGN, replace(NUMBER, when=rule([("sort", "is", "works")])), step("out", "delivery", "itself")),
        {},
    ),
    (Code.LEVEL_TOO_LOW, "sign", (VISA, replace(SIGN, level=Level.SIMPLE)), {"level": Level.ADVANCED}),
    (Code.SILENCE_LASTING, "sign", (replace(SIGN, silence=Silence.PASS, days=2),), {}),
    (Code.SILENCE_WITHOUT_DAYS, "visa", (replace(VISA, silence=Silence.PASS), SIGN), {}),
    (Code.SILENCE_NOWHERE, "seal", (SIGN, NUMBER, step("seal", "seal", 1, silence=Silence.RETURN, days=1)), {}),
    (Code.OUTSIDE_WITHOUT_DAYS, "out", (replace(VISA, key="out", kind=Kind.OUTSIDE, who=Who(How.GUEST)), SIGN), {}),
    (
        Code.OUTSIDE_RAISED,
        "out",
        (
            replace(VISA, key="out", kind=Kind.OUTSIDE, who=Who(How.GUEST), days=3, silence=Silence.RAISE),
            SIGN,
        ),
        {},
    ),
    (Code.REMIND_TOO_EARLY, "visa", (replace(VISA, days=2, remind=2), SIGN), {}),
    (Code.POST_MISSING, "visa", (step("visa", "visa", 9), SIGN), {}),
    (Code.POST_CLOSED, "visa", (VISA, SIGN), {"posts": {1: PostCard("مغلق", is_open=False), 2: PostCard("المدير")}}),
    (Code.POST_VACANT, "visa", (VISA, SIGN), {"directory": authority.Directory(sittings=sitting(p2=12))}),
    (Code.NO_HEAD, "visa", (step("visa", "visa", "head"), SIGN), {"heads": {20: (0,)}}),
    (Code.HEADS_VACANT, "visa", (step("visa", "visa", "head"), SIGN), {"heads": {20: (8, 3), 21: (1, 3)}}),
    (
        Code.SAME_PERSON,
        "sign",
        (VISA, replace(SIGN, apart_from=("visa",))),
        {"directory": authority.Directory(sittings=sitting(p1=11, p2=11))},
    ),
    (
        Code.SAME_PERSON,
        "sign",
        (step("visa", "visa", "head"), step("sign", "signature", "head", apart_from=("visa",))),
        {},
    ),
    (
        Code.SAME_POST_IN_UNITS,
        "sign",
        (step("visa", "visa", "head"), step("sign", "signature", "above", up=1, apart_from=("visa",))),
        {"heads": {20: (1, 1, 3), 21: (1, 2)}},
    ),
]


@pytest.mark.parametrize(
    ("code", "where", "stages", "more"), PLANTED, ids=[f"{c[0]}-{n}" for n, c in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found_where_it_is(code, where, stages, more):
    assert (code, where) in found(drawing(*stages), **more)


def test_a_stage_where_all_sign_needs_no_more_than_its_quorum():
    both = ([SIGN, step("other", "signature", 3)], 1)
    assert found(drawing(VISA, both)) == set()


def test_steps_of_different_documents_do_not_disturb_each_other():
    works, goods = rule([("sort", "is", "works")]), rule([("sort", "is", "goods")])
    drawn = drawing(replace(NUMBER, when=works), replace(SIGN, when=goods), replace(SIGN, key="two", when=works))
    assert found(drawn) == {(Code.SIGNED_AFTER_NUMBER, "two")}


def test_an_amount_above_the_ceiling_is_told_with_an_example():
    directory = replace(ground().directory, ceilings={2: [authority.Ceiling(5, Decimal(1000))]})
    (fault,) = check(drawing(VISA, SIGN), ground(directory=directory))
    assert (fault.code, fault.step, fault.params["ceiling"]) == (Code.OVER_CEILING, "sign", "1000")
    assert Decimal(fault.params["amount"]) > 1000
    small = replace(SIGN, when=rule([("amount", "at_most", "1000")]))
    large = step("high", "signature", 3, when=rule([("amount", "more", "1000")]))
    assert check(drawing(VISA, small, large), ground(directory=directory)) == []


def test_a_mandate_that_lets_one_person_do_both_is_only_a_warning():
    lent = authority.Mandate(1, 2, 12, 11, ALWAYS)
    directory = replace(ground().directory, mandates={2: [lent]})
    faults = check(drawing(VISA, replace(SIGN, apart_from=("visa",))), ground(directory=directory))
    assert [(fault.code, fault.is_error) for fault in faults] == [(Code.MAY_BE_SAME, False)]
    assert errors(faults) == []


def test_what_a_warning_says_can_be_read_in_arabic_and_french():
    assert set(SENTENCES) == set(Code)
    for language in ("ar", "fr"):
        with translation.override(language):
            for _code, _where, stages, more in PLANTED:
                for fault in check(drawing(*stages), ground(**more)):
                    assert fault.sentence
                    assert "%(" not in fault.sentence


# --- the sets, beside trying ------------------------------------------------------------------------------------------

AMOUNTS, DAYS = [str(n) for n in range(6)], [f"2026-08-0{n}" for n in range(1, 5)]
conditions = st.one_of(
    st.builds(Condition, st.just("amount"), st.sampled_from(list(Op)[:6]), st.sampled_from(AMOUNTS)),
    st.builds(Condition, st.just("day"), st.sampled_from(list(Op)[:6]), st.sampled_from(DAYS)),
    st.builds(Condition, st.just("sort"), st.sampled_from((Op.IS, Op.IS_NOT)), st.sampled_from(("works", "goods"))),
    st.builds(Condition, st.just("urgent"), st.just(Op.IS), st.booleans()),
    st.builds(Condition, st.just("place"), st.sampled_from((Op.WITHIN, Op.OUTSIDE)), st.sampled_from(("/1/", "/1/2/"))),
)
rules = st.lists(st.lists(conditions, min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)
values = st.fixed_dictionaries(
    {
        "amount": st.sampled_from(["-1", "0", "0.5", "1", "2.5", "3", "5", "6"]),
        "sort": st.sampled_from(("works", "goods")),
        "place": st.sampled_from(("/1/", "/1/2/", "/1/3/")),
        "day": st.sampled_from(["", *DAYS, "2026-07-30", "2026-09-01"]),
        "urgent": st.sampled_from((None, True, False)),
    }
)


@given(rules, rules, st.lists(values, min_size=5, max_size=30))
def test_what_is_computed_to_be_left_is_what_trying_leaves(first, second, tried):
    space = Space(FIELDS, ("/1/", "/1/2/", "/1/3/"))
    left = space.without(space.taken(first), space.taken(second))
    for one in tried:
        expected = holds(first, FIELDS, one) and not holds(second, FIELDS, one)
        if expected:
            assert left, (first, second, one)
    example = space.example(left)
    if left:  # the example is one: it is taken by the first and not by the second
        said = {"amount": "3", "sort": "works", "place": "/1/", "day": "", "urgent": None}
        said |= {code: {"True": True, "False": False}.get(value, value) for code, value in example.items()}
        assert holds(first, FIELDS, said)
        assert not holds(second, FIELDS, said)
