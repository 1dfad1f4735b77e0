"""What the page of a folder shows: its pages, what was written on them, where it stands, what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import get_language

from diwan.core.organisations import api as organisations
from diwan.engines.circuits import api as circuits

from . import addresses, policies
from .enums import GuestState, Role, SignatureState
from .fingerprints import fingerprint
from .models import Annotation, Folder, PageSeen, Signature
from .queries import outside

if TYPE_CHECKING:
    from datetime import datetime

    from diwan.core.organisations.api import Actor

    from .models import Document, Guest, GuestLink


@dataclass
class Step:
    """A turn as it is drawn: whose it is, who sits there, what became of it."""

    turn: circuits.Turn | None
    kind: str
    title: str
    people: str
    state: str
    by: str = ""
    mine: bool = False
    guest: Guest | None = None
    link: GuestLink | None = None  # the last one sent to the guest
    address: str = ""  # where it leads, for whoever just sent it


@dataclass
class Page:
    folder: Folder
    documents: list[Document]
    fingerprint: str
    turns: list[circuits.Turn]  # open, and the actor may decide them
    titles: dict[int, circuits.Authority]
    stages: list[list[Step]]
    history: list[circuits.Act]
    author: bool
    with_author: bool
    unread: int = 0
    signing: bool = False
    back: list[circuits.Turn] = field(default_factory=list)  # what the actor may take back
    signed: set[int] = field(default_factory=set)  # documents that await no signature more

    @property
    def turn(self) -> circuits.Turn | None:
        return self.turns[0] if self.turns else None

    @property
    def title(self) -> circuits.Authority | None:
        return self.titles.get(self.turn.pk) if self.turn else None

    @property
    def outside(self) -> bool:
        """Whether a step of this way is for a person outside."""
        return any(step.turn and step.turn.kind == circuits.Kind.OUTSIDE for stage in self.stages for step in stage)

    @property
    def main(self) -> list[Document]:
        return [one for one in self.documents if one.role == Role.MAIN]

    @property
    def annexes(self) -> list[Document]:
        return [one for one in self.documents if one.role == Role.ANNEX]


def one(actor: Actor, folder_id: int) -> Folder | None:
    """The folder, which for those who may not read it does not exist."""
    rows = Folder.objects.visible_to(actor)
    related = ("type", "post", "unit", "author", "administration", "letter", "run__version__circuit", "run__unit")
    return rows.select_related(*related, "run__type").filter(pk=folder_id).first()


def page(actor: Actor, folder: Folder, now: datetime) -> Page:
    """All of it, in a number of queries that does not grow with the folder."""
    documents = list(folder.documents.filter(withdrawn_at=None).select_related("file", "given"))
    notes(actor, documents)
    turns, history = [], []
    if folder.run:
        turns = list(folder.run.turns.select_related("post", "person", "acted_from", "mandate__giver"))
        history = list(folder.run.history.select_related("person", "post", "turn__post", "mandate__giver"))
    for turn in turns:
        turn.run = folder.run  # type: ignore[assignment]  # read already
    opened = [turn for turn in turns if turn.state == circuits.TurnState.OPEN]
    titles = circuits.titles_for(actor, opened, now)
    own = [turn for turn in opened if turn.pk in titles]
    page = Page(
        folder=folder,
        documents=documents,
        fingerprint=fingerprint(folder, documents),
        turns=sorted(own, key=lambda turn: (turn.kind != circuits.Kind.SIGNATURE, turn.pk)),
        titles=titles,
        stages=drawn(folder, turns, titles, outside.by_turn(turns), now),
        history=history[::-1],
        author=policies.author_seat(actor, folder) is not None,
        with_author=policies.is_with_author(folder),
    )
    page.back = taken_back(actor, folder, turns)
    links_of(page, actor, now)
    page.signed = signed(folder, turns)
    if page.turn:
        page.signing = Signature.objects.filter(turn=page.turn, state=SignatureState.WAITING).exists()
        page.unread = unread(page, actor)
    return page


def links_of(page: Page, actor: Actor, now: datetime) -> None:
    """The link last sent to each person outside; where it leads is told to whoever sent it, for some minutes."""
    for step in (step for stage in page.stages for step in stage if step.guest):
        assert step.guest is not None
        step.link = max(step.guest.links.all(), key=lambda one: one.pk, default=None)
        if page.author and step.link and step.link.closed_at is None and step.link.sent_by_id == actor.person_id:
            step.address = addresses.url_of(step.link) if now - step.link.made_at < COPIED else ""


def notes(actor: Actor, documents: list[Document]) -> None:
    """The annotations this actor may read, on each document: public ones and their own."""
    rows = Annotation.objects.filter(document__in=documents).filter(Q(private=False) | Q(person=actor.person_id))
    by_document: dict[int, list[Annotation]] = {}
    for row in rows.select_related("person", "post"):
        by_document.setdefault(row.document_id, []).append(row)
    for one in documents:
        found = by_document.get(one.pk, [])
        one.notes = found  # type: ignore[attr-defined]
        one.sheets = [  # type: ignore[attr-defined]
            (number, [note for note in found if note.page == number]) for number in range(1, one.pages + 1)
        ]


def signed(folder: Folder, turns: list[circuits.Turn]) -> set[int]:
    """The documents that were signed in this round, once nobody has to sign any more (1 query)."""
    run, to_come = folder.run, (circuits.TurnState.OPEN, circuits.TurnState.WAITING)
    here = [turn for turn in turns if run and turn.round == run.round and turn.kind == circuits.Kind.SIGNATURE]
    if not here or any(turn.state in to_come for turn in here):
        return set()
    rows = Signature.objects.filter(turn__in=here, state=SignatureState.MADE)
    return set(rows.values_list("document_id", flat=True))


def unread(page: Page, actor: Actor) -> int:
    """How many pages this actor has still to see before they may decide; 0 where nothing asks it."""
    assert page.turn is not None
    assert page.folder.run is not None
    drawn_steps = [step for _n, step in page.folder.run.version.drawn.steps() if step.key == page.turn.step]
    if not page.folder.type.read_all and not any(step.read_all for step in drawn_steps):
        return 0
    files = {one.pk: one.file_id for one in page.main}
    rows = PageSeen.objects.filter(document__in=page.main, person=actor.person_id)
    read = sum(1 for document, file in rows.values_list("document_id", "file_id") if files[document] == file)
    return max(sum(one.pages for one in page.main) - read, 0)


def taken_back(actor: Actor, folder: Folder, turns: list[circuits.Turn]) -> list[circuits.Turn]:
    """What this actor decided last, while nobody acted on it and nothing was signed."""
    run = folder.run
    if run is None or run.state not in (circuits.RunState.RUNNING, circuits.RunState.RETURNED):
        return []
    if folder.letter_id and run.state == circuits.RunState.RETURNED:
        return []
    return [
        turn
        for turn in turns
        if turn.round == run.round
        and turn.person_id == actor.person_id
        and turn.order == run.acts
        and turn.state in (circuits.TurnState.AGREED, circuits.TurnState.REFUSED)
        and not (turn.state == circuits.TurnState.AGREED and turn.kind in circuits.LASTING)
        and turn.asked_by_id is None
    ]


ASKED = (GuestState.INVITED, GuestState.SIGNING)
ANSWERED = (GuestState.SIGNED, GuestState.REFUSED)
COPIED = timedelta(minutes=10)  # how long whoever sent a link may copy it
HIDDEN = (circuits.TurnState.CANCELLED, circuits.TurnState.HANDED_ON)


def drawn(
    folder: Folder, turns: list[circuits.Turn], titles: dict[int, Any], guests: dict[int, Guest], now: datetime
) -> list[list[Step]]:
    """The circuit with where the folder stands: the stages of this round, each with its steps."""
    if folder.run is None:
        return []
    here = [turn for turn in turns if turn.round == folder.run.round and turn.state not in HIDDEN]
    if not here:  # it came back: the round that was
        here = [turn for turn in turns if turn.round == folder.run.round]
    cards = organisations.post_cards({turn.post_id for turn in here if turn.post_id}, now)
    names = {step.key: step.names.here for _n, step in folder.run.version.drawn.steps()}
    stages: dict[int, list[Step]] = {}
    for turn in here:
        stages.setdefault(turn.stage, []).append(step_of(turn, cards, names, turn.pk in titles, guests.get(turn.pk)))
    return [stages[key] for key in sorted(stages)]


def step_of(turn: circuits.Turn, cards: dict[int, Any], names: dict[str, str], mine: bool, guest: Guest | None) -> Step:
    card = cards.get(turn.post_id) if turn.post_id else None
    return Step(
        turn=turn,
        kind=turn.get_kind_display(),
        title=card.title.here if card else names.get(turn.step, turn.get_kind_display()),
        people=guest.name if guest and guest.state in ASKED else seated(card) if card else "",
        state=tone(turn.state),
        by=str(turn.person) if turn.person else guest.name if guest and guest.state in ANSWERED else "",
        mine=mine,
        guest=guest,
    )


def seated(card: Any) -> str:
    """Who sits in a post, and who stands in for them."""
    joint = "، " if (get_language() or "ar").startswith(("ar", "zgh")) else ", "
    return joint.join(name_of(person) for person in (*card.holders, *card.interims))


def name_of(person: tuple[int, str, str]) -> str:
    return person[1] if (get_language() or "ar").startswith(("ar", "zgh")) else person[2] or person[1]


def tone(state: str) -> str:
    if state in (circuits.TurnState.AGREED, circuits.TurnState.PASSED, circuits.TurnState.NOT_NEEDED):
        return "done"
    return "now" if state == circuits.TurnState.OPEN else "next"
