"""Who may read a letter, said once more in plain words, and compared with the signs on random trees and rights."""

from __future__ import annotations

import random

import pytest

from diwan.core.organisations.api import actor_for
from diwan.correspondence.letters import api as letters
from diwan.correspondence.letters.models import Letter
from tests.core import people
from tests.helpers.letters import furnish

pytestmark = pytest.mark.django_db
RIGHTS = ("letters.read", "letters.register", "letters.confidential")
REACHES = ("unit", "subtree", "administration")


def reaches(held, right, unit, root_of):
    """Whether a post of `held` (unit, rights) has this right over that unit."""
    for where, rights in held:
        reach = rights.get(right)
        if reach == "unit" and where.pk == unit.pk:
            return True
        if reach == "subtree" and unit.path.startswith(where.path):
            return True
        if reach == "administration" and root_of(where) == root_of(unit):
            return True
    return False


def may_read(letter, units, posts, seats, office_unit):
    """The rule in words: whoever it was given to by name reads it; beyond them, whoever opens the confidential mail of
    its office reads it if it is confidential; else the registry office reads it, and the heads of the units it stands
    before; and if it is ordinary, those who may read the mail of one of these units, or of the whole administration."""
    held = [(unit, rights) for unit, rights, _head, _post in seats]

    def root_of(unit):
        return unit.path.split("/")[1]

    if any(post.pk in posts for _unit, _rights, _head, post in seats):
        return True
    if letter.level == "confidential":
        return reaches(held, "letters.confidential", office_unit, root_of)
    if reaches(held, "letters.register", office_unit, root_of):
        return True
    if any(head and unit.pk in {one.pk for one in units} for unit, _rights, head, _post in seats):
        return True
    if letter.level == "restricted":
        return False
    whole = any(
        rights.get("letters.read") == "administration" and root_of(unit) == root_of(office_unit)
        for unit, rights in held
    )
    root = next(
        (unit for unit, rights in held if rights.get("letters.read") == "subtree" and unit.parent_id is None), None
    )
    whole = whole or (root is not None and root_of(root) == root_of(office_unit))
    return whole or any(reaches(held, "letters.read", unit, root_of) for unit in units)


@pytest.mark.parametrize("seed", range(6))
def test_the_signs_say_what_the_rule_says(seed):
    dice = random.Random(seed)
    houses = [furnish("MEN", "وزارة التربية الوطنية"), furnish("MEF", "وزارة الاقتصاد والمالية")]
    trees = []
    for house in houses:
        units = list(house.units.values())
        for _n in range(4):
            units.append(people.unit(dice.choice(units), f"وحدة {len(units)}"))
        trees.append(units)
    crew = []
    for n in range(8):
        tree = dice.choice(trees)
        person, seats = people.person(f"Reader {n}", administration=tree[0].administration), []
        for _seat in range(dice.randint(1, 2)):
            unit = dice.choice(tree)
            rights = {right: dice.choice(REACHES) for right in RIGHTS if dice.random() < 0.4}
            head = dice.random() < 0.4 and not unit_has_head(unit)
            post = people.post(unit, f"منصب {n}", rights=rights, is_head=head)
            people.seat(person, post)
            seats.append((unit, rights, head, post))
        crew.append((person, seats))
    written = [shown_letter(dice, houses, trees, crew) for _n in range(15)]
    for person, seats in crew:
        seen = set(Letter.objects.visible_to(actor_for(person.pk, people.NOW)).values_list("pk", flat=True))
        said = {row.pk for row, units, posts, office in written if may_read(row, units, posts, seats, office)}
        assert seen == said, (seed, seats)


def unit_has_head(unit):
    return unit.post_set.filter(is_head=True).exists()


def shown_letter(dice, houses, trees, crew):
    at = dice.randrange(2)
    house, tree = houses[at], trees[at]
    units = dice.sample(tree, dice.randint(0, 2))
    near = [post for _person, seats in crew for unit, _r, _h, post in seats if unit in tree]
    posts = dice.sample(near, min(len(near), dice.randint(0, 1)))
    row = letters.register(
        actor=people.SYSTEM,
        office_id=house.office.pk,
        kind=letters.Kind.INCOMING,
        letter=letters.NewLetter(
            subject="طلب",
            parties=(letters.Correspondent(name="مراسل"),),
            level=dice.choice(list(letters.Level)),
            unit=units[0].pk if units else None,
        ),
        now=people.NOW,
    )
    letters.show(letter=row, cause="test:1", units=[unit.pk for unit in units[1:]], posts=[post.pk for post in posts])
    return row, units, {post.pk for post in posts}, house.units["root"]


def test_a_draft_is_seen_by_who_reads_the_mail_of_its_unit_from_the_first():
    place = furnish("MEN", "وزارة التربية الوطنية")
    to = letters.Correspondent(name="المندوبية", role=letters.PartyRole.ADDRESSEE)
    row = letters.draft(
        actor=place.actor("division"),
        post_id=place.posts["division"].pk,
        office_id=place.office.pk,
        kind=letters.Kind.OUTGOING,
        letter=letters.NewLetter(subject="جواب", parties=(to,)),
        now=people.NOW,
    )
    assert row.unit_id == place.units["DIV"].pk
    for who, sees in (("division", True), ("head", True), ("finance", False)):
        assert Letter.objects.visible_to(place.actor(who)).filter(pk=row.pk).exists() is sees, who
