"""A process that makes the signatures of an authorisation, or that of a guest, on the database of the test, and may be
told to die on the way: `python -m tests.correspondence.parapheur.worker authorisation 12`."""

from __future__ import annotations

import sys


def main(whose: str, number: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from diwan.correspondence.parapheur import guest_making, making

    if whose == "guest":
        guest_making.make(guest_id=number, now=timezone.now())
    else:
        making.make_all(authorisation_id=number, clock=timezone.now)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
