"""A world with all who may ask: `everybody()`. The holder has every right here, `elsewhere` has them over there."""

from __future__ import annotations

from diwan.core.organisations.api import rights
from tests.core import people
from tests.helpers.house import World

OPERATOR = "operator"  # runs the platform for all administrations, and belongs to none that is watched


def everybody() -> World:
    """The world of the house tests, with every right given out, and one who operates the instance."""
    from tests.house.access import TABLE

    of_instance = {right for row in TABLE.values() if row.reach == "instance" for right in row.rights}
    world = World(tuple(sorted(set(rights()) - of_instance)))
    world.users[OPERATOR] = operator = people.person("The operator", administration=world.there)
    people.seat(operator, people.post(people.root(world.there), rights=dict.fromkeys(of_instance, "instance")))
    return world
