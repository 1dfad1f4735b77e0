"""Who somebody is now: seats by holding, interim and delegation, and how far each right goes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from diwan.core.organisations import api
from diwan.core.organisations.actors import register_right
from diwan.core.organisations.enums import ADMINISTER, Basis
from diwan.core.organisations.models import Grant, Holding, Unit
from diwan.core.organisations.operations import common, posts
from diwan.kit.refusals import NotAllowed
from tests.core import people
from tests.core.people import LATER, LONG_AGO, NOW

pytestmark = pytest.mark.django_db
READ, SIGN = "letters.read", "letters.sign"


@pytest.fixture(autouse=True)
def known_rights(monkeypatch):
    monkeypatch.setattr("diwan.core.organisations.actors._rights", dict(api.rights()))
    register_right(READ, "read")
    register_right(SIGN, "sign", needs_second_factor=True)


@pytest.fixture
def tree():
    centre = people.root(people.administration())
    region = people.unit(centre, "أكاديمية", "region")
    return centre, region, people.unit(region, "مديرية", "province")


def units_of(actor, right=READ):
    return set(Unit.objects.filter(api.within(actor, right)))


def test_three_queries_whatever_the_number_of_seats(tree, django_assert_num_queries):
    amina, omar = people.person(), people.person("Omar Bennani", "عمر بناني")
    for index, place in enumerate(tree):
        people.seat(amina, people.post(place, f"منصب {index}", rights={READ: "subtree", SIGN: "unit"}))
    lent = people.post(tree[1], "آخر", rights={READ: "unit"})
    people.seat(omar, lent)
    posts.delegate(
        actor=api.SYSTEM, post_id=lent.pk, person_id=amina.pk, rights=[READ], starts_at=NOW, ends_at=LATER, now=NOW
    )
    with django_assert_num_queries(3):
        actor = api.actor_for(amina.pk, NOW)
    with django_assert_num_queries(2):
        assert api.actor_for(amina.pk, NOW, person=amina) == actor
    assert [seat.basis for seat in actor.seats] == [Basis.HOLDER] * 3 + [Basis.DELEGATION]
    assert actor.name == "أمينة العلوي"


@pytest.mark.parametrize(
    ("level", "reached"),
    [("unit", {1}), ("subtree", {1, 2}), ("administration", {0, 1, 2}), ("instance", {0, 1, 2, 3})],
)
def test_a_right_reaches_as_far_as_it_was_granted(tree, level, reached):
    places = (*tree, people.root(people.administration("KWM", "KW", "وزارة التربية")))
    amina = people.person()
    people.seat(amina, people.post(tree[1], rights={READ: level}))
    actor = api.actor_for(amina.pk, NOW)
    expected = {places[index] for index in reached}
    assert units_of(actor) == expected
    assert {place for place in places if actor.may(READ, place)} == expected
    assert not units_of(actor, SIGN)
    assert not actor.may(SIGN)


def test_nobody_and_the_system():
    assert not api.ANONYMOUS.may(READ)
    assert api.ANONYMOUS.is_anonymous
    assert api.SYSTEM.may(READ)
    assert not api.SYSTEM.is_anonymous


def test_an_interim_has_the_rights_of_the_post_in_its_dates_only(tree):
    amina, post = people.person(), people.post(tree[1], rights={SIGN: "subtree"})
    interim = posts.set_interim(
        actor=api.SYSTEM,
        post_id=post.pk,
        person_id=amina.pk,
        reason="رخصة مرض",
        starts_at=NOW,
        ends_at=LATER,
        now=NOW,
    )
    assert not api.actor_for(amina.pk, NOW - timedelta(seconds=1)).may(SIGN)
    actor = api.actor_for(amina.pk, NOW)
    assert actor.seat_for(SIGN, tree[2]).basis == Basis.INTERIM
    assert actor.seats[0].until == LATER
    assert not api.actor_for(amina.pk, LATER).may(SIGN)
    posts.end_interim(actor=api.SYSTEM, interim_id=interim.pk, now=NOW + timedelta(minutes=1))
    assert not api.actor_for(amina.pk, NOW + timedelta(minutes=1)).may(SIGN)


def test_a_delegation_lends_what_it_names_where_it_says_until_taken_back(tree):
    amina, omar = people.person(), people.person("Omar Bennani", "عمر بناني")
    post = people.post(tree[0], rights={READ: "administration", SIGN: "subtree"})
    people.seat(omar, post)
    holder = api.actor_for(omar.pk, NOW)
    lent = posts.delegate(
        actor=holder,
        post_id=post.pk,
        person_id=amina.pk,
        rights=[SIGN],
        limit_id=tree[1].pk,
        starts_at=NOW,
        ends_at=LATER,
        now=NOW,
    )
    actor = api.actor_for(amina.pk, NOW)
    assert units_of(actor, SIGN) == {tree[1], tree[2]}
    assert not actor.may(READ)
    with pytest.raises(NotAllowed):  # what is lent is not lent on
        posts.delegate(
            actor=actor, post_id=post.pk, person_id=omar.pk, rights=[SIGN], starts_at=NOW, ends_at=LATER, now=NOW
        )
    posts.revoke_delegation(actor=holder, delegation_id=lent.pk, now=NOW)
    assert not api.actor_for(amina.pk, NOW).may(SIGN)


def test_a_delegation_lends_only_rights_of_the_post_and_not_to_oneself(tree):
    omar, amina = people.person("Omar Bennani", "عمر بناني"), people.person()
    post = people.post(tree[0], rights={READ: "unit"})
    people.seat(omar, post)
    holder = api.actor_for(omar.pk, NOW)
    common_arguments = {"post_id": post.pk, "starts_at": NOW, "ends_at": LATER, "now": NOW}
    with pytest.raises(posts.NotItsRight):
        posts.delegate(actor=holder, person_id=amina.pk, rights=[SIGN], **common_arguments)
    with pytest.raises(posts.ToOneself):
        posts.delegate(actor=holder, person_id=omar.pk, rights=[READ], **common_arguments)


def test_a_new_holder_ends_the_former_one_and_what_they_had_delegated(tree):
    amina, omar, sara = (people.person(), people.person("Omar B", "عمر"), people.person("Sara K", "سارة"))
    post = people.post(tree[1], rights={READ: "unit"})
    people.seat(omar, post)
    posts.delegate(
        actor=api.SYSTEM, post_id=post.pk, person_id=sara.pk, rights=[READ], starts_at=LONG_AGO, ends_at=LATER, now=NOW
    )
    people.seat(amina, post, starts_at=NOW)
    assert [api.actor_for(p.pk, NOW).may(READ) for p in (amina, omar, sara)] == [True, False, False]


def test_one_holder_at_a_time_says_the_database(tree):
    amina, post = people.person(), people.post(tree[1])
    people.seat(people.person("Omar B", "عمر"), post)
    rival = Holding(post=post, person=amina, starts_at=NOW)
    with translation.override("en"), pytest.raises(common.AgainstTheRules, match="Somebody else holds this post"):
        common.checked(rival)
    with pytest.raises(IntegrityError, match="post_one_holder_at_a_time"), transaction.atomic():
        rival.save()


def test_a_shared_post_seats_several(tree):
    post = people.post(tree[1], "كتابة الضبط", shared=True, rights={READ: "unit"})
    clerks = [people.person(), people.person("Omar B", "عمر")]
    for clerk in clerks:
        people.seat(clerk, post)
    assert all(api.actor_for(clerk.pk, NOW).may(READ) for clerk in clerks)


def test_a_withdrawn_right_is_gone_at_the_next_reading(tree):
    amina, post = people.person(), people.post(tree[1], rights={READ: "unit"})
    people.seat(amina, post)
    assert api.actor_for(amina.pk, NOW).may(READ)
    posts.withdraw_right(actor=api.SYSTEM, grant_id=Grant.objects.get(post=post).pk, now=NOW)
    assert not api.actor_for(amina.pk, NOW).may(READ)


def test_nobody_gives_further_than_they_administer(tree):
    _centre, region, province = tree
    chief = people.person()
    people.seat(chief, people.post(region, rights={ADMINISTER: "subtree"}))
    actor = api.actor_for(chief.pk, NOW)
    modest, mighty = people.post(province, "رئيس"), people.post(province, "قوي", rights={SIGN: "instance"})
    posts.grant_right(actor=actor, post_id=modest.pk, right=READ, reach="subtree", now=NOW)
    for level in ("administration", "instance"):
        with pytest.raises(NotAllowed):
            posts.grant_right(actor=actor, post_id=modest.pk, right=SIGN, reach=level, now=NOW)
    with pytest.raises(NotAllowed):  # sitting in a mightier post would be the back door
        posts.name_holder(actor=actor, post_id=mighty.pk, person_id=chief.pk, starts_at=NOW, now=NOW)
    with pytest.raises(NotAllowed):
        posts.set_interim(
            actor=actor, post_id=mighty.pk, person_id=chief.pk, reason="x", starts_at=NOW, ends_at=None, now=NOW
        )
    with pytest.raises(posts.NoSuchRight):
        posts.grant_right(actor=api.SYSTEM, post_id=modest.pk, right="no.such", reach="unit", now=NOW)


def test_a_seat_says_where_in_the_language_of_the_page(tree):
    amina = people.person()
    people.seat(amina, people.post(tree[1]))
    (seat,) = api.actor_for(amina.pk, NOW).seats
    with translation.override("ar"):
        assert (seat.title.here, seat.unit_name, seat.administration_name) == (
            "مدير",
            "أكاديمية",
            "وزارة التربية الوطنية",
        )
    with translation.override("fr"):
        assert (seat.title.here, seat.administration_name) == ("Directeur", "Ministère de l'éducation nationale")


def test_rights_that_sign_ask_for_a_second_factor(tree):
    amina, omar = people.person(), people.person("Omar B", "عمر")
    people.seat(amina, people.post(tree[1], rights={READ: "unit"}))
    people.seat(omar, people.post(tree[1], rights={SIGN: "unit"}))
    assert not api.needs_second_factor(api.actor_for(amina.pk, NOW))
    assert api.needs_second_factor(api.actor_for(omar.pk, NOW))
