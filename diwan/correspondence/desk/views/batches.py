"""Acts on many lines of an inbox: choose, read the exact list, confirm; then a long work with an answer for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.correspondence.circulation import api as circulation
from diwan.kit.idempotency import idempotent

from .. import forms, works
from ..enums import Folder
from ..queries import chosen as queries
from ..queries import paging
from .sitting import before

if TYPE_CHECKING:
    from ..queries.asking import Asked
    from ..queries.sitting import Sitting

LARGEST = 1000  # lines in one act: what a person can read through before confirming


@dataclass(frozen=True)
class Act:
    """What can be done to many lines at once, in which folders. `about` says what its work acts on: the instruction of
    each line, or its letter."""

    kind: str
    folders: frozenset[str]
    form: type[django_forms.Form]
    label: Any
    question: Any
    button: Any
    warning: Any = ""
    danger: bool = False
    about: str = "instruction"
    offers: dict[str, Any] = field(default_factory=dict)

    def fits(self, asked: Asked) -> bool:
        return asked.folder in self.folders


GIVE = "give"  # has its own page, which is that of circulation: units searched, lists, what each is asked
CLOSING = frozenset({Folder.CHECK, Folder.GIVEN})
ACTS = {
    GIVE: Act(
        circulation.GIVE,
        frozenset({Folder.TODO, Folder.LATE, Folder.DISPATCH, Folder.HEADLESS}),
        forms.Nothing,
        _("Give to units…"),
        "",
        "",
        about="letter",
    ),
    "seen": Act(
        circulation.SEE,
        frozenset({Folder.TODO, Folder.LATE, Folder.COPIES}),
        forms.Nothing,
        _("Mark as opened…"),
        _("Mark these letters as opened?"),
        _("Mark them"),
        _("This cannot be undone: whoever gave them sees that the post opened them."),
    ),
    "close": Act(
        circulation.CLOSE,
        CLOSING,
        forms.Nothing,
        _("Close…"),
        _("Close what was asked?"),
        _("Close them"),
        _("Whoever was asked has nothing left to do."),
        danger=True,
    ),
    "close_letters": Act(
        circulation.CLOSE_LETTERS,
        frozenset({Folder.DISPATCH}),
        forms.NoteForm,
        _("Close without dispatching…"),
        _("Close these letters without dispatching them?"),
        _("Close them"),
        _("Nobody is asked anything about them. Each keeps its number, and can be opened again."),
        danger=True,
        about="letter",
    ),
    "postpone": Act(
        works.POSTPONE,
        frozenset({Folder.GIVEN}),
        forms.DueForm,
        _("Change the due date…"),
        _("Change the due date of what you asked?"),
        _("Change it"),
    ),
    "file": Act(
        works.FILE,
        frozenset(Folder) - {Folder.DRAFTS},
        forms.DossierForm,
        _("Put in a file…"),
        _("Put these letters in a file by subject?"),
        _("Put them in it"),
        about="letter",
        offers={"dossiers": queries.dossiers},
    ),
    "class": Act(
        works.CLASS,
        frozenset(Folder) - {Folder.DRAFTS},
        forms.ClassForm,
        _("Put in a class…"),
        _("Put these letters in a class of the plan?"),
        _("Put them in it"),
        about="letter",
        offers={"classes": queries.classes},
    ),
}


@require_GET
def chosen(request: HttpRequest) -> HttpResponse:
    """The lines chosen, or all that answer the filter, and what will be done to them."""
    sitting, asked = before(request)
    act = known(request.GET.get("act", ""), asked)
    every = request.GET.get("all") == "1"
    keys = paging.ids(sitting, asked, LARGEST + 1) if every else numbers(request.GET.getlist("id"))
    if act == GIVE:
        named = [("letter", letter.pk) for _key, letter in queries.chosen(sitting, asked, keys)]
        return redirect(f"{reverse('circulation:give_many')}?{urlencode(named)}")
    return confirmation(request, act, sitting, asked, keys, form_of(act, sitting))


def confirmation(
    request: HttpRequest, act: str, sitting: Sitting, asked: Asked, keys: list[int], form: Any, status: int = 200
) -> HttpResponse:
    if not keys:
        raise batches.NothingChosen
    if len(keys) > LARGEST:
        raise batches.TooManyItems(count=len(keys), limit=LARGEST)
    rows = queries.chosen(sitting, asked, keys)
    context = {
        "act": act,
        "what": ACTS[act],
        "rows": rows,
        "ids": ",".join(str(key) for key, _letter in rows),
        "asked": asked,
        "sitting": sitting,
        "form": form,
    }
    return render(request, "desk/chosen.html", context, status=status)


@require_POST
@idempotent
def start(request: HttpRequest) -> HttpResponse:
    """Start the work on exactly the lines that were shown."""
    sitting, asked = before(request, QueryDict(request.POST.get("query", "")))
    act = known(request.POST.get("act", ""), asked)
    keys = numbers(request.POST.get("ids", "").split(","))
    form = form_of(act, sitting, request.POST)
    if not form.is_valid():
        return confirmation(request, act, sitting, asked, keys, form, status=422)
    rows = queries.chosen(sitting, asked, keys)
    batch = begun(request, sitting, ACTS[act], rows, form)
    return redirect("batches:batch", batch.pk)


def begun(
    request: HttpRequest, sitting: Sitting, act: Act, rows: list[tuple[int, Any]], form: Any, **params: Any
) -> batches.Batch:
    """The work on these lines; a letter that stands on two of them is treated once."""
    items = {str(letter.pk if act.about == "letter" else key): label_of(letter) for key, letter in rows}
    count = ngettext("%(count)s letter", "%(count)s letters", len(items)) % {"count": len(items)}
    return batches.start(
        actor=request.actor,
        kind=act.kind,
        title=f"{act.button} · {count}",
        language=get_language() or "ar",
        items=list(items.items()),
        params={name: plain(value) for name, value in form.cleaned_data.items()} | params,
        administration_id=sitting.seat.administration_id,
        now=sitting.now,
    )


def label_of(letter: Any) -> str:
    return " · ".join(filter(None, (letter.reference, letter.correspondent, letter.subject)))


def form_of(act: str, sitting: Sitting, data: Any = None) -> Any:
    offered = {name: choices(sitting) for name, choices in ACTS[act].offers.items()}
    return ACTS[act].form(data, **offered)


def plain(value: Any) -> Any:
    """A value as JSON."""
    return value.isoformat() if isinstance(value, date) else value


def numbers(texts: list[str]) -> list[int]:
    """The numbers among these texts, each once, in their order."""
    return list(dict.fromkeys(int(text) for text in texts if text.isdecimal() and len(text) < 18))


def known(act: str, asked: Asked) -> str:
    if act not in ACTS or not ACTS[act].fits(asked):
        raise Http404
    return act
