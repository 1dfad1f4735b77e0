"""Acts on many letters: choose, read the exact list, confirm; then a long work with an answer for each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from diwan.core.batches import api as batches
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from .. import exports, works
from ..forms import desk as forms
from ..forms.desk import filter_form
from ..models import Deposit
from ..policies import PROCESS
from ..queries import desk as queries
from ..queries.filters import Filter, Place, letters, place_of

LARGEST = 1000  # letters in one act


@dataclass(frozen=True)
class Act:
    """What can be done to many letters at once."""

    kind: str
    form: type[django_forms.Form]
    question: Any
    button: Any
    warning: Any = ""
    danger: bool = False


ACTS = {
    "accept": Act(works.ACCEPT, forms.AcceptAll, _("Accept these letters?"), _("Accept them")),
    "return": Act(
        works.RETURN,
        forms.ReturnAll,
        _("Return these letters to their depositors?"),
        _("Return them"),
        _("This cannot be undone. Each letter keeps its number in the register, and its depositor reads the reason."),
        danger=True,
    ),
    "assign": Act(works.ASSIGN, forms.AssignAll, _("Give these letters to a unit?"), _("Give them to the unit")),
    "duplicate": Act(
        works.DUPLICATE,
        forms.DuplicateAll,
        _("Are these the same letter as another?"),
        _("Mark as duplicates"),
        _("Nothing is sent to their depositors. The mark can be taken off again."),
    ),
    "export": Act(
        works.EXPORT,
        forms.ExportAll,
        _("Export these letters?"),
        _("Make the file"),
        _("The file holds personal data: keep it as carefully as the letters. Who made it is written in the journal."),
    ),
}


@require_GET
def chosen(request: HttpRequest) -> HttpResponse:
    """The letters chosen, or all that answer the filter, and what will be done to them."""
    act = known(request, request.GET.get("act", ""))
    place = place_of(request.actor, timezone.now())
    asked = filter_form(request.GET).filter
    every = request.GET.get("all") == "1"
    ids = queries.ids_of(place, asked, limit(act) + 1) if every else numbers(request.GET.getlist("id"))
    return confirmation(request, act, place, ids, form_of(act, place), asked if every else None)


def confirmation(
    request: HttpRequest, act: str, place: Place, ids: list[int], form: Any, asked: Filter | None, status: int = 200
) -> HttpResponse:
    if not ids:
        raise batches.NothingChosen
    if len(ids) > limit(act):
        raise batches.TooManyItems(count=len(ids), limit=limit(act))
    rows = queries.chosen(place, ids[:LARGEST])
    context = {
        "act": act,
        "what": ACTS[act],
        "rows": rows,
        "count": len(ids) if act == "export" and asked else len(rows),
        "ids": ",".join(str(row.pk) for row in rows) if asked is None or act != "export" else "",
        "query": asked.query if asked else "",
        "form": form,
    }
    return render(request, "deposits/chosen.html", context, status=status)


@require_POST
@idempotent
def start(request: HttpRequest) -> HttpResponse:
    """Start the work on exactly the letters that were shown."""
    act = known(request, request.POST.get("act", ""))
    place = place_of(request.actor, timezone.now())
    form = form_of(act, place, request.POST)
    ids = numbers(request.POST.get("ids", "").split(","))
    asked = None
    if act == "export" and not ids:
        asked = filter_form(QueryDict(request.POST.get("query", ""))).filter
    params = parameters(act, form, place) if form.is_valid() else None
    if params is None:
        listed = ids or queries.ids_of(place, asked or Filter(), limit(act) + 1)
        return confirmation(request, act, place, listed, form, asked, status=422)
    rows = queries.chosen(place, ids)
    if act == "export":
        params |= {"filter": kept(asked)} if asked else {"ids": [row.pk for row in rows]}
    items = [] if act == "export" else [(str(row.pk), label_of(row)) for row in rows if row.pk != params.get("of")]
    batch = batches.start(
        actor=request.actor,
        kind=ACTS[act].kind,
        title=title_of(act, len(rows)),
        language=get_language() or "ar",
        items=items,
        params=params,
        administration_id=place.offices[0].administration_id if place.offices else None,
        now=timezone.now(),
    )
    return redirect("batches:batch", batch.pk)


def parameters(act: str, form: Any, place: Place) -> dict[str, Any] | None:
    """What the act needs beside the letters; None when it names a letter that is not here, and the form says so."""
    said = dict(form.cleaned_data)
    if act == "duplicate":
        first = letters(place).filter(reference=said["of"].strip().upper()).values_list("pk", flat=True).first()
        if first is None:
            form.add_error("of", _("No letter among those you process has this reference."))
            return None
        return {"of": first}
    return said


def kept(asked: Filter) -> dict[str, Any]:
    """A filter as JSON."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in asdict(asked).items()}


def limit(act: str) -> int:
    """Acts are confirmed on a list that a person can read; a file may hold all."""
    return exports.LARGEST if act == "export" else LARGEST


def title_of(act: str, count: int) -> str:
    label = str(ACTS[act].button)
    if not count:
        return label
    letters_ = ngettext("%(count)s letter", "%(count)s letters", count) % {"count": count}
    return f"{label} · {letters_}"


def label_of(row: Deposit) -> str:
    return f"{row.reference} · {row.applicant_name} · {row.subject}"


def form_of(act: str, place: Place, data: Any = None) -> Any:
    more: dict[str, Any] = {"units": queries.units_in(place, timezone.now())} if act == "assign" else {}
    return ACTS[act].form(data, **more)


def numbers(texts: list[str]) -> list[int]:
    """The numbers among these texts, each once, in their order."""
    return list(dict.fromkeys(int(text) for text in texts if text.isdecimal() and len(text) < 18))


def known(request: HttpRequest, act: str) -> str:
    if not request.actor.may(PROCESS):
        raise NotAllowed
    if act not in ACTS:
        raise Http404
    return act
