"""A process that makes the signatures of an authorisation on the database of the test, and may be told to die on the
way: `python -m tests.correspondence.parapheur.worker 12`."""

from __future__ import annotations

import sys


def main(authorisation_id: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from diwan.correspondence.parapheur import making

    making.make_all(authorisation_id=authorisation_id, clock=timezone.now)


if __name__ == "__main__":
    main(int(sys.argv[1]))
