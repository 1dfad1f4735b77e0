"""The page of a letter: what it says, what it carries, what it belongs with, what was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from diwan.core.calendars import api as calendars
from diwan.core.files import api as files
from diwan.core.organisations import api as organisations

from .. import policies
from ..acts import sentence_of
from ..enums import LinkKind, PartyRole
from ..models import PIECE, Act, Letter, Link, Party
from ..panels import actions_for, panels_for
from .plan import dossiers, trail

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from diwan.core.organisations.api import Actor, PostCard

# What a later letter is to this one, said from this side.
SEEN_FROM_HERE = {
    LinkKind.ANSWERS: _("Answered by"),
    LinkKind.REMINDS: _("Reminded of by"),
    LinkKind.ANNULS: _("Annulled by"),
    LinkKind.COMPLETES: _("Completed by"),
    LinkKind.CONCERNS: _("Concerns the same matter as"),
}


@dataclass(frozen=True)
class Done:
    """An act as the history shows it: `seat` names the post, `basis` how it was held when not by its holder."""

    at: datetime
    sentence: str
    person: str
    seat: str
    basis: str


@dataclass(frozen=True)
class Joined:
    """A letter this one is linked to, seen by the reader. `link_id` where the link starts here."""

    label: Any
    letter: Letter
    link_id: int | None = None


def letter_for(actor: Actor, letter_id: int) -> Letter | None:
    """A letter this actor may read, with what its page shows; None where there is none for them (4 queries)."""
    rows = Letter.objects.visible_to(actor).select_related(
        "administration", "office__unit", "entry__book", "plan_class", "dossier__unit", "registered_by", "closed_by"
    )
    parties = Prefetch("parties", Party.objects.order_by("position"))
    return rows.prefetch_related(parties, "pieces__file").filter(pk=letter_id).first()


def page_of(actor: Actor, letter: Letter, now: datetime) -> dict[str, Any]:
    """The context of `letters/_letter.html`: alone on its page, or beside a list."""
    office = organisations.office_card(letter.office_id, now)
    units = organisations.units_named([letter.unit_id], now) if letter.unit_id else {}
    roles = [(role, [party for party in letter.parties.all() if party.role == role]) for role in PartyRole]
    return {
        "letter": letter,
        "country": letter.administration.country,
        "office": office,
        "unit_name": units[letter.unit_id].here if letter.unit_id in units else "",
        "parties": [(role.label, parties) for role, parties in roles if parties],
        "pieces": files.shown([piece.file for piece in letter.pieces.all()], purpose=PIECE, actor=actor),
        "joined": joined(actor, letter),
        "class_trail": trail(letter.plan_class) if letter.plan_class else [],
        "history": history(letter, now),
        "panels": panels_for(actor, letter, now),
        "actions": actions_for(actor, letter),
        "corrections": corrections_of(letter),
        "dossier": dossier_seen(actor, letter, now),
        "today": calendars.local_day(now, letter.administration.country),
        "may_see_readings": policies.may_see_readings(actor, letter),
        "keeps": policies.may_keep(actor, letter),
    }


def dossier_seen(actor: Actor, letter: Letter, now: datetime) -> Any:
    """The file it is kept in, if the reader may read the title of that file."""
    return dossiers(actor, now).filter(pk=letter.dossier_id).first() if letter.dossier_id else None


def corrections_of(letter: Letter) -> list[dict[str, Any]]:
    """Each correction with its changes as people read them: what, before, after."""
    return [
        {
            "label": row.get_kind_display(),
            "at": row.at,
            "by": row.by,
            "reason": row.reason,
            "changes": [changed(change) for change in row.changes],
        }
        for row in letter.corrections.select_related("by")
    ]


def changed(change: dict[str, str]) -> dict[str, str]:
    model, _dot, name = change["field"].rpartition(".")
    field: Any = (Party if model else Letter)._meta.get_field(name)
    words = dict(field.choices or ())
    old, new = (str(words.get(value, value)) for value in (change["old"], change["new"]))
    return {"label": str(field.verbose_name), "old": old, "new": new}


def joined(actor: Actor, letter: Letter) -> list[Joined]:
    """The letters it is linked to, both ways; one the reader may not see is not there at all (2 queries)."""
    seen = Letter.objects.visible_to(actor)
    ours = Link.objects.filter(letter=letter, other__in=seen).select_related("other")
    theirs = Link.objects.filter(other=letter, letter__in=seen).select_related("letter")
    return [Joined(row.get_kind_display(), row.other, row.pk) for row in ours] + [
        Joined(SEEN_FROM_HERE[LinkKind(row.kind)], row.letter) for row in theirs
    ]


def history(letter: Letter, now: datetime) -> list[Done]:
    """What was done to it, in order (1 query, 4 more for the posts that did it)."""
    acts = list(Act.objects.filter(letter=letter).select_related("person"))
    for act in acts:
        act.letter = letter
    return told(acts, now)


def told(acts: Iterable[Act], now: datetime) -> list[Done]:
    acts = list(acts)
    keys = {act.post_id for act in acts if act.post_id}
    posts = organisations.post_cards(keys, now) if keys else {}
    return [done(act, posts.get(act.post_id or 0)) for act in acts]


def done(act: Act, post: PostCard | None) -> Done:
    by_right = act.basis in ("", organisations.Basis.HOLDER)
    return Done(
        at=act.at,
        sentence=sentence_of(act),
        person=str(act.person) if act.person else "",
        seat=seat_name(post),
        basis="" if by_right else str(organisations.Basis(act.basis).label),
    )


def seat_name(post: PostCard | None) -> str:
    return f"{post.title.here} · {post.unit_names.here}" if post else ""
