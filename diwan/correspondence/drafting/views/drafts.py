"""The drafts of one's posts; one of them, written, saved, shown as it will be printed, and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from diwan.kit.idempotency import idempotent

from .. import showing as queries
from ..forms.writing import RestoreForm, SaveForm
from ..operations import writing
from ..queries.page import typeset
from ..text.comparing import compare
from ..text.fields import FIELDS
from ..text.markup import from_markup
from ..text.reading import read
from ..text.writing import to_html
from .showing import again, page, shown

if TYPE_CHECKING:
    from ..models import Draft, Version

LABELS = {
    "open": gettext_lazy("Being written"),
    "proposed": gettext_lazy("Awaiting signature"),
    "sealed": gettext_lazy("Signed"),
    "abandoned": gettext_lazy("Abandoned"),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What the posts of this person write, the latest change first."""
    rows = queries.drafts_of(request.actor)
    asked = request.GET.get("state", "open")
    tab = next((tab for tab in queries.TABS if tab.code == asked), queries.TABS[0])
    q = request.GET.get("q", "").strip()[:100]
    if q:
        rows = rows.filter(letter__subject__icontains=q) | rows.filter(letter__correspondent__icontains=q)
    counts = {one.code: rows.filter(state__in=one.states).count() for one in queries.TABS}
    found = rows.filter(state__in=tab.states).select_related(*queries.SHOWN).order_by("-changed_at", "-pk")
    context = {
        "page": Paginator(found, queries.PAGE).get_page(request.GET.get("page")),
        "tabs": [(one.code, LABELS[one.code], counts[one.code]) for one in queries.TABS],
        "tab": tab.code,
        "q": q,
    }
    return render(request, "drafting/drafts.html", context)


@require_GET
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The letter as it is written, with all that is said about it."""
    found = shown(request, draft_id)
    if request.htmx and request.htmx.target == "preview":
        return render(request, "drafting/_preview.html", page(request, found))
    return render(request, "drafting/draft.html", page(request, found, fields=FIELDS))


@require_POST
@idempotent
def save(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Keep the text; the page itself sends it so while somebody writes, and is answered in JSON."""
    found = shown(request, draft_id)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return again(request, found, save_form=form)
    said = form.cleaned_data
    words = {name: words_sent(request, said, name) for name in ("body", "second")}
    try:
        version, left_out = writing.keep(
            actor=request.actor,
            draft_id=found.pk,
            base=said["base"],
            subject=said["subject"],
            automatic=said["automatic"],
            now=timezone.now(),
            **words,
        )
    except writing.WrittenMeanwhile as refusal:
        return conflict(request, found, refusal, {"subject": said["subject"], **words})
    if by_program(request):
        return JsonResponse({"version": version.number, "left_out": [said_of(name) for name in left_out]}, status=201)
    if left_out:
        return again_with_left_out(request, found.pk, left_out)
    return redirect("drafting:draft", found.pk)


def words_sent(request: HttpRequest, said: dict[str, Any], name: str) -> str:
    """HTML from the editor, or lines from who writes without it."""
    if name in request.POST:
        return said[name]
    markup = said["markup" if name == "body" else "second_markup"]
    return to_html(from_markup(markup))


def by_program(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def again_with_left_out(request: HttpRequest, draft_id: int, left_out: tuple[str, ...]) -> HttpResponse:
    """The page, saying what was not taken over from what was sent."""
    from django.contrib import messages

    names = ", ".join(said_of(name) for name in left_out)
    messages.warning(
        request, _("Saved. A letter holds no such thing, so it was left out: %(names)s.") % {"names": names}
    )
    return redirect("drafting:draft", draft_id)


LEFT_OUT = {
    "img": gettext_lazy("pictures"),
    "a": gettext_lazy("links (their words were kept)"),
    "comment": gettext_lazy("hidden comments"),
    "script": gettext_lazy("programs"),
    "style": gettext_lazy("styles"),
    "unseen": gettext_lazy("invisible characters"),
    "length": gettext_lazy("what is beyond the longest letter"),
    "columns": gettext_lazy("columns beyond the twelfth"),
    "colspan": gettext_lazy("merged cells"),
    "rowspan": gettext_lazy("merged cells"),
}


def said_of(name: str) -> str:
    """What was left out, in words where it has a name of its own, else as its markup says."""
    return str(LEFT_OUT[name]) if name in LEFT_OUT else f"<{name}>"


def conflict(
    request: HttpRequest, found: Draft, refusal: writing.WrittenMeanwhile, mine: dict[str, str]
) -> HttpResponse:
    """Two wrote at once: both texts, side by side, and the choice. Nothing is lost: mine travels in this page."""
    theirs = refusal.theirs
    if by_program(request):
        said = {"code": refusal.code, "message": str(refusal), "version": theirs.number}
        return JsonResponse(said, status=409)
    context = {
        "draft": found,
        "letter": found.letter,
        "refusal": refusal,
        "theirs": theirs,
        "mine": mine,
        "lines": compare(read(theirs.body)[0], read(mine["body"])[0]),
        "second_lines": compare(read(theirs.second)[0], read(mine["second"])[0]),
        "country": found.letter.administration.country,
    }
    return render(request, "drafting/conflict.html", context, status=409)


@require_GET
def preview(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The letter as it will be printed, marked as a draft; an earlier version where one is named."""
    found = shown(request, draft_id)
    number = request.GET.get("version", "")
    version = queries.standing(found)
    if number.isdigit() and len(number) < 10:
        version = found.versions.filter(number=int(number)).first() or version
    now = timezone.now()
    title = version.subject or _("Draft")
    return inline(typeset(queries.preview(found, version, now), title=title, at=now), f"draft-{found.pk}.pdf")


def inline(pdf: bytes, name: str) -> HttpResponse:
    """A PDF of ours, shown in the page and kept by nobody."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    headers |= {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_GET
def versions(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Every version; two of them compared word by word."""
    found = shown(request, draft_id)
    rows = list(found.versions.select_related("person"))
    every = "all" in request.GET
    listed = rows if every else [row for n, row in enumerate(rows) if n == 0 or not row.automatic]
    by_number = {row.number: row for row in rows}
    after = picked(request, "after", by_number) or rows[0]
    before = picked(request, "before", by_number) or by_number.get(after.number - 1, after)
    context = {
        "draft": found,
        "letter": found.letter,
        "versions": listed,
        "rows": rows,
        "hidden": len(rows) - len(listed),
        "before": before,
        "after": after,
        "subject": compare_subject(before, after),
        "lines": compare(read(before.body)[0], read(after.body)[0]),
        "second_lines": compare(read(before.second)[0], read(after.second)[0]),
        "can": queries.rights_on(request.actor, found),
        "country": found.letter.administration.country,
    }
    return render(request, "drafting/versions.html", context)


def compare_subject(before: Version, after: Version) -> Any:
    from ..text.comparing import words

    return words(before.subject, after.subject)


def picked(request: HttpRequest, name: str, by_number: dict[int, Version]) -> Version | None:
    given = request.GET.get(name, "")
    return by_number.get(int(given)) if given.isdigit() and len(given) < 10 else None


@require_POST
@idempotent
def restore(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Go back to an earlier version, as a version more."""
    found = shown(request, draft_id)
    form = RestoreForm(request.POST)
    if not form.is_valid() or not found.versions.filter(number=form.cleaned_data["number"]).exists():
        raise Http404
    writing.restore(actor=request.actor, draft_id=found.pk, now=timezone.now(), **form.cleaned_data)
    return redirect("drafting:draft", found.pk)
