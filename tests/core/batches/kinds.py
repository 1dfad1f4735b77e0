"""Kinds for tests: each item leaves a mark that can be counted. Run as a program, it carries a work out and may die."""

from __future__ import annotations

import sys

from diwan.kit.refusals import Refusal


class Odd(Refusal):
    message = "%(subject)s cannot be done."


def mark(task) -> str:
    from diwan.core.notifications.api import notify

    notify(person_id=task.actor.person_id, kind="mark", subject=task.subject, now=task.now)
    if task.subject.startswith("odd"):
        raise Odd(subject=task.subject)
    if task.subject.startswith("bad"):
        raise ZeroDivisionError
    return f"{task.subject} marked"


def write(task, stream, report) -> str:
    for n in range(3):
        report(n, 3)
        stream.write(f"line {n}\n".encode())
    return "lines.txt"


def register() -> None:
    from diwan.core.batches import api as batches

    batches.register(batches.Kind(code="test.mark", label="Mark", act=mark))
    batches.register(batches.Kind(code="test.write", label="Write", make=write))


if __name__ == "__main__":
    import django

    django.setup()
    register()
    from diwan.core.batches.work import carry_out

    carry_out(batch_id=int(sys.argv[1]))
