"""Load the demo whole or not at all; empty the database of it; say who can sign in."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from diwan.core.calendars import api as calendars
from diwan.core.facts import api as facts
from diwan.core.organisations import api as organisations
from diwan.correspondence.deposits import api as deposits
from diwan.correspondence.search import api as search
from diwan.kit.refusals import Refusal
from diwan.kit.transactions import in_one_piece

from .. import queries
from ..models import Load
from . import (
    acting,
    archives,
    bodies,
    catalogue,
    circuits,
    circulation,
    delivery,
    desk,
    drafting,
    exchange,
    inbox,
    letters,
    mailroom,
    paper,
    parapheur,
    people,
    telework,
)
from . import deposits as public

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import datetime

BEGINNING = timedelta(days=61)  # before the first letter
KEPT = ("django_migrations", "django_content_type", "auth_permission", "procrastinate_")  # what migrations wrote


class NoDemoHere(Refusal):
    message = _("These settings have no demonstration (DIWAN_DEMO). Nothing was done.")


class NotLoaded(Refusal):
    message = _("The demonstration was not loaded here. Nothing was done.")


class NotEmpty(Refusal):
    message = _(
        "This database already holds administrations. The demonstration needs an empty one; nothing was loaded."
    )


class NotOwner(Refusal):
    message = _("Only the owner of the tables can empty them: set DATABASE_OWNER_URL. Nothing was done.")


def load(*, now: datetime, say: Callable[[str], None]) -> bool:
    """Load everything in one transaction; False, at once, when it is there already.

    Raises:
        NoDemoHere: these settings are not those of a demo.
        NotEmpty: there are administrations that the demo did not make.
    """
    if not settings.DIWAN_DEMO:
        raise NoDemoHere
    if queries.loaded():
        return False
    if organisations.administrations(at=now.date()).exists():
        raise NotEmpty
    with ThreadPoolExecutor(1) as beside, ThreadPoolExecutor(1) as drawing, calendars.read_once(), acting.read_once():
        scans = drawing.submit(mailroom.prepare)  # other programs draw the pages meanwhile
        handed_in, correspondence = public.prepare(beside, now=now), letters.prepare(beside, now=now)
        sheets = parapheur.prepare(beside, now=now)
        with in_one_piece(), facts.all_at_the_end(), search.put_at_the_end():
            _load(handed_in, correspondence, scans, sheets, now=now, say=say)
    return True


def _load(
    handed_in: list[public.LetterRow],
    correspondence: list[letters.Row],
    scans: Future[list[mailroom.Scan]],
    sheets: list[Future[bytes]],
    *,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    places = bodies.found(now=now - BEGINNING)
    say(f"{len(places.administrations)} administrations, {len(places.units)} units, {len(places.offices)} offices")
    persons = people.seat(places, now=now - BEGINNING)
    say(f"{len(persons)} people in their posts")
    offered = catalogue.offer(places, now=now - BEGINNING)
    clerks = public.clerks(places, persons)
    acts, handed = public.acts(handed_in, places, persons, clerks, offered)
    about: dict[str, Any] = {"places": places, "people": persons, "clerks": clerks, "now": now}
    play(
        [
            *acts,
            *letters.acts(correspondence, **about),
            *circulation.acts(correspondence, **about),
            *delivery.acts(places, clerks, now=now),
        ]
    )
    circulation.furnish(places, now=now)
    on_paper = paper.register(places, clerks, persons, now=now)
    deposits.elapse(now=now)
    written = drafting.write(places, persons, now=now)
    desk.furnish([made["deposit"] for office, made in handed if office == desk.OFFICE], clerks, now=now)
    inbox.keep_views(people.keys(persons), now=now)
    mailroom.furnish(scans.result(), clerks, now=now)
    archived = archives.furnish(places, now=now)
    drawn = circuits.furnish(places, now=now)
    folders = parapheur.furnish(sheets, places, persons, now=now)
    away = exchange.know(now=now)
    telework.furnish(places, persons, now=now)
    say(f"{len(handed_in)} deposits, {on_paper} more on paper")
    say(f"{len(correspondence)} letters, {written} replies being written or signed")
    say(f"{folders} folders in the parapheur")
    say(f"{away} bodies on another instance")
    say(f"{archived} files of other years in the archives")
    say(f"{drawn} circuits of documents, one of them being drawn")
    Load.objects.create(pk=1, loaded_at=now)


def play(acts: list[tuple[datetime, Callable[[], None]]]) -> None:
    """The two months in the order of time: what comes to one office shares its registers, whose dates never go back."""
    for _at, act in sorted(acts, key=lambda pair: pair[0]):
        act()


def tell_who_can_sign_in() -> None:
    """Write the note that `make run` prints: the password, and one line per character."""
    rows = [
        {"email": c.email, "role": f"{c.role.label} · {cast.code}", "name": c.names.get("fr")}
        for cast in queries.casts()
        for c in cast.characters
        if c.key
    ]
    note = settings.DIWAN_HOME / "run" / "who-can-sign-in.json"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({"password": people.PASSWORD, "people": rows}, ensure_ascii=False, indent=1))


@transaction.atomic
def wipe() -> None:
    """Empty every table of the application: what the demo loaded and all that was done in it since.

    The journal refuses to be emptied; the owner of its table may lift the guard, for this transaction only.

    Raises:
        NoDemoHere: these settings are not those of a demo.
        NotLoaded: nothing of the demo is here, so what is here is somebody's work.
        NotOwner: the role of this connection may not.
    """
    if not settings.DIWAN_DEMO:
        raise NoDemoHere
    if not queries.loaded():
        raise NotLoaded
    tables = [t for t in connection.introspection.table_names() if not t.startswith(KEPT)] + ["procrastinate_jobs"]
    names = [sql.Identifier(table) for table in tables]
    try:
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
            cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(names)))
            for name in names:
                cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
    except ProgrammingError as error:
        raise NotOwner from error
    (settings.DIWAN_HOME / "run" / "who-can-sign-in.json").unlink(missing_ok=True)
