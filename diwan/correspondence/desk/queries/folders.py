"""What each folder of an inbox holds. All that is read here is on letters the actor may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Value

from diwan.core.organisations import api as organisations
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.circulation.api import Instruction, Verb
from diwan.correspondence.letters import api as letters

from ..enums import COUNTED, KEPT_BY_OFFICES, OF_LETTERS, Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from diwan.core.organisations.api import Actor

    from .asking import Asked
    from .sitting import Sitting

Is = circulation.State
DISPATCHED = (letters.Kind.INCOMING, letters.Kind.INTERNAL)  # what a registry office gives to units
UNDER_WAY = (Is.OPEN, Is.ANSWERED)
FINISHED = (Is.ANSWERED, Is.CLOSED, Is.GIVEN_BACK, Is.MOVED)


def rows(sitting: Sitting, folder: str) -> QuerySet:
    """The instructions or the letters of a folder; no order."""
    return HELD[Folder(folder)](sitting)


def only_dispatches(sitting: Sitting) -> bool:
    """A registry office is asked nothing on most days; what waits there is what it has to give (2 queries at most)."""
    return Folder.DISPATCH in shown(sitting) and not todo(sitting).exists() and to_dispatch(sitting).exists()


def given_to(sitting: Sitting) -> QuerySet:
    return Instruction.objects.filter(post=sitting.post_id, letter__in=sitting.visible)


def given_by(sitting: Sitting) -> QuerySet:
    return Instruction.objects.filter(giver_post=sitting.post_id, letter__in=sitting.visible)


def todo(sitting: Sitting) -> QuerySet:
    return given_to(sitting).filter(state=Is.OPEN).exclude(verb=Verb.INFORM)


def late(sitting: Sitting) -> QuerySet:
    return todo(sitting).filter(due_on__lt=sitting.today)


def to_dispatch(sitting: Sitting) -> QuerySet:
    """Letters with a number that nobody was given yet."""
    return sitting.visible.filter(
        office_id__in=sitting.offices, state=letters.State.REGISTERED, kind__in=DISPATCHED, closed_at=None
    )


def headless(sitting: Sitting) -> QuerySet:
    """What was given to a unit that has no head: whoever dispatches its mail takes it up."""
    units = organisations.within(sitting.narrowed, circulation.DISPATCH, "unit")
    return Instruction.objects.filter(units, post=None, state=Is.OPEN, letter__in=sitting.visible)


def to_check(sitting: Sitting) -> QuerySet:
    """What was answered, or came back and was given to nobody else since."""
    return given_by(sitting).filter(answered_or_back(sitting))


def answered_or_back(sitting: Sitting) -> Q:
    again = circulation.Dispatch.objects.filter(
        letter=OuterRef("letter_id"), post=sitting.post_id, at__gt=OuterRef("ended_at")
    )
    return Q(state=Is.ANSWERED) | Q(Q(state=Is.GIVEN_BACK, letter__closed_at=None), ~Exists(again))


def copies(sitting: Sitting) -> QuerySet:
    return given_to(sitting).filter(verb=Verb.INFORM, state__in=(Is.OPEN, Is.CLOSED))


def followed(sitting: Sitting) -> QuerySet:
    return given_by(sitting).filter(state__in=UNDER_WAY).exclude(verb=Verb.INFORM)


def drafts(sitting: Sitting) -> QuerySet:
    return sitting.visible.filter(author=sitting.post_id, state=letters.State.DRAFT)


def done(sitting: Sitting) -> QuerySet:
    return given_to(sitting).filter(state__in=FINISHED).exclude(verb=Verb.INFORM)


HELD: dict[Folder, Callable[[Sitting], QuerySet]] = {
    Folder.TODO: todo,
    Folder.LATE: late,
    Folder.DISPATCH: to_dispatch,
    Folder.HEADLESS: headless,
    Folder.CHECK: to_check,
    Folder.COPIES: copies,
    Folder.GIVEN: followed,
    Folder.DRAFTS: drafts,
    Folder.DONE: done,
}


def shown(sitting: Sitting) -> list[Folder]:
    """The folders of this post: those of the mail of an office only where it keeps some."""
    has = {Folder.DISPATCH: sitting.keeps_mail, Folder.HEADLESS: sitting.dispatches}
    return [folder for folder in Folder if folder not in KEPT_BY_OFFICES or has[folder]]


def counts(sitting: Sitting) -> dict[str, int]:
    """How much waits in each folder (1 query, and those of `visible` and `offices`); what is done is not counted,
    and of what is for information only what nobody has opened.

    What was given to the post is gone through once, whatever folder it stands in, and so is what the post gave.
    """
    held = [folder for folder in shown(sitting) if folder in COUNTED]
    parts = [counted(base, [folders.get(folder) for folder in held]) for base, folders in gone_through(sitting, held)]
    found = list(parts[0].union(*parts[1:], all=True))
    return {folder: sum(row[f"n{n}"] for row in found) for n, folder in enumerate(held)}


def gone_through(sitting: Sitting, held: Sequence[Folder]) -> list[tuple[QuerySet, dict[Folder, Q]]]:
    """Sets of rows, and which of them stand in which folder."""
    asked = ~Q(verb=Verb.INFORM)
    given = {Folder.TODO: asked, Folder.LATE: asked & Q(due_on__lt=sitting.today), Folder.COPIES: ~asked}
    back = answered_or_back(sitting)
    gave = {Folder.CHECK: back, Folder.GIVEN: asked & Q(state__in=UNDER_WAY)}
    others = [(rows(sitting, folder), {folder: Q()}) for folder in held if folder not in given | gave]
    return [
        (given_to(sitting).filter(state=Is.OPEN), given),
        (given_by(sitting).filter(back | Q(state__in=UNDER_WAY)), gave),
        *others,
    ]


def counted(base: QuerySet, folders: list[Q | None]) -> QuerySet:
    """How many of these rows stand in each folder, 0 where none can: a row of numbers."""
    numbers: dict[str, Any] = {
        f"n{n}": Value(0) if where is None else Count("pk", filter=where) for n, where in enumerate(folders)
    }
    return base.order_by().annotate(all=Value(1)).values("all").annotate(**numbers)


def waiting_at(actor: Actor, posts: list[int]) -> dict[int, int]:
    """How many instructions are to be done at each of these posts (1 query)."""
    held = Instruction.objects.filter(post__in=posts, state=Is.OPEN).exclude(verb=Verb.INFORM)
    return dict(held.values_list("post_id").annotate(n=Count("*")).order_by())


def waiting(actor: Actor) -> int:
    """The number beside the menu entry: what is to be done at the posts one acts for (1 query)."""
    posts = [seat.post_id for seat in letters.acting_seats(actor)]
    return Instruction.objects.filter(post__in=posts, state=Is.OPEN).exclude(verb=Verb.INFORM).count() if posts else 0


def arrived(sitting: Sitting, asked: Asked, since: datetime) -> int:
    """How many rows of a folder came in after a moment (1 query)."""
    moment = "registered_at" if asked.of_letters else "given_at"
    return rows(sitting, asked.folder).filter(**{f"{moment}__gt": since}).count()


def offers(sitting: Sitting, folder: str) -> dict[str, dict[int, str]]:
    """The units and the classes of the plan that occur in a folder, by name: what a filter offers (3 queries)."""
    held, prefix = rows(sitting, folder).order_by(), "" if folder in OF_LETTERS else "letter__"
    units = organisations.units_named(held.exclude(unit=None).values_list("unit_id", flat=True).distinct(), sitting.now)
    return {
        "unit": dict(sorted(((key, names.here) for key, names in units.items()), key=lambda unit: unit[1])),
        "plan_class": classes(held, f"{prefix}plan_class"),
    }


def classes(held: QuerySet, field: str) -> dict[int, str]:
    names = [f"{field}__{name}" for name in ("code", "name_ar", "name_fr", "name_en", "name_zgh")]
    found = held.exclude(**{field: None}).values_list(field, *names).distinct().order_by(names[0])
    return {key: f"{code} {organisations.Names(*said).here}" for key, code, *said in found}
