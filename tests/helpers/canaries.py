"""What one administration keeps to itself, planted with a word that nobody else may ever read.

A feature that keeps something of an administration plants it here, in one line:

    PLANTS["drafts"] = lambda world, word: drafts.begin(actor=world.actor(HOLDER), title=word, now=timezone.now())

A plant may put what it made in the place of the world's own thing (`world.deposited = …`): the addresses of
tests/house/access.py then name it, and everybody is seen to find nothing there.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from diwan.core.files import api as files
from diwan.core.notifications.api import notify
from diwan.core.organisations import api as organisations
from diwan.core.organisations.operations import posts
from diwan.correspondence.deposits import api as deposits
from tests.core import people
from tests.helpers.house import HOLDER, World
from tests.helpers.jobs import run_jobs

WRONG_CODE = "0000-0000-0000"


def letter(world: World, word: str) -> Any:
    """A letter whose every word is the administration's and its depositor's alone, opened, then returned."""
    now = timezone.now()
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    piece = files.store(io.BytesIO(pdf + b"% " + word.encode() + b"\n%%EOF\n"), name=f"{word}.pdf", now=now)
    handed = deposits.deposit(
        actor=organisations.ANONYMOUS,
        office_id=world.office.pk,
        applicant=deposits.Applicant(name=word, email=f"{word}@tests.example", phone=""),
        letter=deposits.Letter(subject=word, body=f"{word} {word}", pieces=(piece.pk,)),
        now=now,
    )
    run_jobs()  # its receipt is sealed, its people are told
    # Nobody else was told the code: those who ask have guessed it.
    world.deposited = dataclasses.replace(handed, code=WRONG_CODE)
    return handed


def returned(world: World, word: str) -> None:
    handed = letter(world, word)
    deposits.return_(actor=world.actor(HOLDER), deposit_id=handed.deposit.pk, reason=f"{word} سبب", now=timezone.now())
    run_jobs()


def notification(world: World, word: str) -> None:
    told = {"kind": "deposit.registered", "subject": word, "body": word, "url": "/", "language": "ar"}
    world.notification = notify(person_id=world.users[HOLDER].pk, now=timezone.now(), **told)


def colleague(world: World, word: str) -> None:
    """An account nobody sees in the directory: it holds no post."""
    people.person(word, word, administration=world.here)


def absence(world: World, word: str) -> None:
    """Why somebody is away."""
    now = timezone.now()
    stand_in = people.person("Nour Alami", "نور العلمي", administration=world.here)
    span = {"starts_at": now + timedelta(days=30), "ends_at": now + timedelta(days=33)}
    posts.set_interim(actor=people.SYSTEM, post_id=world.post.pk, person_id=stand_in.pk, reason=word, now=now, **span)


PLANTS: dict[str, Callable[[World, str], Any]] = {
    "letter": letter,
    "returned letter": returned,
    "notification": notification,
    "colleague": colleague,
    "absence": absence,
}
