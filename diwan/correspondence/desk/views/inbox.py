"""The inbox of a post: its folders, the list, the letter beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from diwan.core.organisations import api as organisations
from diwan.core.saved_views import api as saved_views
from diwan.correspondence.circulation import api as circulation
from diwan.correspondence.letters import api as letters
from diwan.correspondence.parapheur import api as parapheur

from ..enums import Folder
from ..forms import AskedForm
from ..queries import folders, opening, paging
from ..queries.asking import LATE, SOON, THIS_WEEK, Asked
from ..queries.sitting import Sitting, card_of, inboxes
from .batches import ACTS
from .lines import lines
from .sitting import before

if TYPE_CHECKING:
    from ..queries.opening import Opened

VIEWS = "desk.inbox"  # the list of which views are kept
NOT_IN_THE_FORM = frozenset({"folder", "post", "q"})
SPANS = [
    ("", _("All")),
    (LATE, pgettext_lazy("letters", "Late")),
    (SOON, _("About to be late")),
    (THIS_WEEK, _("Within 7 days")),
]


@dataclass(frozen=True)
class Tab:
    """A folder as the page offers it."""

    folder: Folder
    query: str
    count: int
    current: bool


@require_GET
def inbox(request: HttpRequest, instruction_id: int = 0, letter_id: int = 0) -> HttpResponse:
    """The list, with one letter open beside it where one is named."""
    if not inboxes(request.actor):
        if instruction_id or letter_id:
            raise Http404
        return render(request, "desk/no_post.html")
    first = None if opened_somewhere(request, instruction_id, letter_id) else saved_views.first(request.actor, VIEWS)
    if first:
        return redirect(f"{reverse('desk:inbox')}?{first.query}")
    sitting, asked = before(request)
    if not opened_somewhere(request, instruction_id, letter_id) and folders.only_dispatches(sitting):
        asked = asked.with_(folder=Folder.DISPATCH)
    opened = found(sitting, instruction_id, letter_id)
    if opened and request.htmx and request.htmx.target == "reading-pane":
        return render(request, "desk/_reading.html", reading(sitting, asked, opened, request))
    context = listing(request, sitting, asked)
    if opened:
        context |= reading(sitting, asked, opened, request)
    return render(request, "desk/inbox.html", context)


def opened_somewhere(request: HttpRequest, instruction_id: int, letter_id: int) -> bool:
    """Whether the address says more than: the inbox."""
    return bool(instruction_id or letter_id or set(request.GET) - {"lang"})


def found(sitting: Sitting, instruction_id: int, letter_id: int) -> Opened | None:
    if not instruction_id and not letter_id:
        return None
    opened = opening.instruction(sitting, instruction_id) if instruction_id else opening.letter(sitting, letter_id)
    if opened is None:
        raise Http404
    return opened


def listing(request: HttpRequest, sitting: Sitting, asked: Asked) -> dict[str, Any]:
    """The list and all that leads to another: folders, posts, filter."""
    back, onwards = request.GET.get("before", ""), request.GET.get("after", "")
    page = paging.page(sitting, asked, before=back, after=onwards)
    seats = inboxes(request.actor)
    waiting = folders.waiting_at(request.actor, [seat.post_id for seat in seats]) if len(seats) > 1 else {}
    here = request.GET.urlencode() if back or onwards else asked.query
    return {
        **standing(sitting, asked),
        **filtering(request, sitting, asked),
        "side_more": "desk/_folders.html",
        "page": page,
        "lines": lines(page.rows, asked, sitting),
        "folders_waiting": folders_waiting(sitting),
        "posts": [(seat, waiting.get(seat.post_id, 0)) for seat in seats],
        "card": card_of(sitting),
        "acts": [(code, act) for code, act in ACTS.items() if act.fits(asked)],
        "here": here,
    }


def folders_waiting(sitting: Sitting) -> int:
    """How many folders await the post in the parapheur (1 query); a right lent from a post lends no reading there."""
    lent = sitting.seat.basis == organisations.Basis.DELEGATION
    return 0 if lent else parapheur.before_post(sitting.post_id)


def filtering(request: HttpRequest, sitting: Sitting, asked: Asked) -> dict[str, Any]:
    """What is asked, in words that can be taken away one by one, and the form that asks more where it is open."""
    form = AskedForm(QueryDict(asked.query).dict())
    opened = "filter" in request.GET
    offered = folders.offers(sitting, asked.folder) if opened or asked.unit or asked.plan_class else {}
    form.offer(**{name: choices.items() for name, choices in offered.items()})
    return {
        "filtering": opened,
        "fields": [field for field in form if field.name not in NOT_IN_THE_FORM],
        "chips": [(label, value, asked.without(name).query) for name, label, value in form.said(offered)],
        "terms": list(QueryDict(asked.query).items()),
        "spans": [(name, label, asked.with_(due=name).query) for name, label in SPANS],
    }


def standing(sitting: Sitting, asked: Asked) -> dict[str, Any]:
    """The folders and how much waits in each; asked for again by the page itself."""
    counts = folders.counts(sitting)
    tabs = [
        Tab(folder, Asked(folder=folder, post=asked.post).query, counts.get(folder, 0), folder == asked.folder)
        for folder in folders.shown(sitting)
    ]
    return {
        "sitting": sitting,
        "asked": asked,
        "tabs": tabs,
        "folder": Folder(asked.folder),
        "count": counts.get(asked.folder),
        "country": sitting.country,
        "today": sitting.today,
    }


def reading(sitting: Sitting, asked: Asked, opened: Opened, request: HttpRequest) -> dict[str, Any]:
    """What the reading pane shows: the page of the letter, and above it why it stands in this inbox."""
    instruction = opened.instruction
    page = letters.page_of(sitting.actor, opened.letter, sitting.now)
    acts = acts_of(sitting, instruction) if instruction else []
    for panel, said in page["panels"]:
        if panel.code == "circulation" and instruction:
            said["tree"].offered_above(instruction.pk, {code for code, _label, _key in acts})
    return {
        **page,
        "sitting": sitting,
        "asked": asked,
        "instruction": instruction,
        "acts_here": [(label, reverse(f"circulation:{code}", args=[instruction.pk]), key) for code, label, key in acts]
        if instruction
        else [],
        "open_key": instruction.pk if instruction else opened.letter.pk,
        "here": request.GET.urlencode() or asked.query,
    }


def acts_of(sitting: Sitting, row: circulation.Instruction) -> list[tuple[str, Any, str]]:
    """What this post does about an instruction, the first thing first: the act, its label, its key. A reply to the
    letter itself has the key R already (drafting), so the answer has the one it has on the page of the letter."""
    found: list[tuple[str, Any, str]] = []
    if row.state == circulation.State.OPEN and circulation.seat_of(sitting.actor, row):
        if row.verb != circulation.Verb.INFORM:
            found.append(("answer", _("Answer"), "A"))
        found.append(("give_back", _("Give back"), "B"))
    elif row.state in circulation.LIVE and row.dispatch.post_id == sitting.post_id:
        if row.state == circulation.State.ANSWERED:
            found += [("close", _("Close"), "E"), ("send_back", _("Send back"), "B")]
        else:
            found.append(("take_back", _("Take back"), "B"))
    return found


@require_GET
def folders_now(request: HttpRequest) -> HttpResponse:
    """The folders with their counts, and how much came in since the page was read: asked for every minute."""
    sitting, asked = before(request)
    since = parse_datetime(request.GET.get("since", "").replace(" ", "+"))
    news = folders.arrived(sitting, asked, since) if since and since.tzinfo else 0
    context = {**standing(sitting, asked), "since": since or sitting.now, "news": news}
    return render(request, "desk/_folders.html", context)


@require_GET
def next_line(request: HttpRequest) -> HttpResponse:
    """Where to go once a line was treated: to it where it still stands in the folder, else to the one that followed it,
    else to the first that is left, else to the empty folder."""
    sitting, asked = before(request)
    wanted = [
        int(key) for name in ("at", "then") for key in [request.GET.get(name, "")] if key.isdecimal() and len(key) < 18
    ]
    key = opening.standing(sitting, asked, wanted)
    if key is None:
        return redirect(f"{reverse('desk:inbox')}?{asked.query}")
    name = "desk:letter" if asked.of_letters else "desk:instruction"
    return redirect(f"{reverse(name, args=[key])}?{asked.query}")
