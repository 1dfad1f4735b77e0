"""A process that does one act of drafting on the database of the test, and may be told to die on the way:
`python -m tests.correspondence.drafting.worker sign 12 3` (draft 12, by person 3) or `seal 12`."""

from __future__ import annotations

import sys


def main(what: str, draft_id: int, person_id: int = 0) -> None:
    import django

    django.setup()
    from diwan.core.organisations import api as organisations
    from diwan.correspondence.drafting import api as drafting
    from diwan.correspondence.drafting import sealed
    from tests.core.people import NOW

    if what == "sign":
        version = drafting.Draft.objects.get(pk=draft_id).version
        actor = organisations.actor_for(person_id, NOW)
        drafting.sign_off(actor=actor, draft_id=draft_id, version=version, now=NOW)
    else:
        sealed.issue(draft_id=draft_id, now=NOW)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
