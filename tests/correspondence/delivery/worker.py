"""A process that does one job of delivery on the database of the test, and may be told to die on the way:
`python -m tests.correspondence.delivery.worker carry 12`."""

from __future__ import annotations

import sys


def main(what: str, key: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from diwan.correspondence.delivery import tasks
    from diwan.correspondence.delivery.operations import telling

    if what == "carry":
        tasks.carry(sending_id=key)
    else:
        telling.report(arrival_id=key, now=timezone.now())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
