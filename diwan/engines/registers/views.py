"""The registers on screen: books, lines, printing, reserved numbers, closing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed

from . import pages, policies, queries, subjects
from .enums import CORRECT, PrintState
from .forms import CloseForm, EntriesForm, PrintForm, ReleaseForm, ReserveForm
from .models import PRINTED, Book, Reservation
from .operations import closing, printing, reserving


@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """The books this person reads."""
    if not any(request.actor.may(right) for right in {CORRECT, *subjects.rights()}):
        raise NotAllowed
    context = {"books": queries.books(request.actor), "keeps": request.actor.may(CORRECT)}
    return render(request, "registers/books.html", context)


@require_GET
def book(request: HttpRequest, book_id: int) -> HttpResponse:
    """The lines of a book, and what may be done with it."""
    return shown(request, book_or_404(request, book_id))


def shown(request: HttpRequest, book: Book, *, status: int = 200, **forms: Any) -> HttpResponse:
    form = EntriesForm(request.GET)
    form.full_clean()
    said = form.cleaned_data
    asked = queries.Asked(said.get("q", ""), said.get("since"), said.get("until"), said.get("state", ""))
    page, rows = queries.page_of(book, asked, said.get("page") or 1, get_language() or "ar", request.actor)
    context = {
        "book": book,
        "title": pages.title(book),
        "form": form,
        "page": page,
        "rows": rows,
        "country": book.office.administration.country,
        "reservations": queries.reservations_of(book),
        "printings": queries.printings_of(book),
        "print_form": PrintForm(auto_id="print_%s"),
        "keeps": policies.may_keep(request.actor, book.office.unit),
        **forms,
    }
    return render(request, "registers/book.html", context, status=status)


@require_GET
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """A line and all that was done to it."""
    line = queries.entry_for(request.actor, entry_id)
    if line is None:
        raise Http404
    context = {
        "row": queries.described([line], get_language() or "ar", request.actor)[0],
        "entry": line,
        "title": pages.title(line.book),
        "country": line.book.office.administration.country,
        "history": queries.history_shown(line),
    }
    return render(request, "registers/entry.html", context)


@require_POST
@idempotent
def print_(request: HttpRequest, book_id: int) -> HttpResponse:
    """Have pages set; the next page shows how far it is."""
    book, form = book_or_404(request, book_id), PrintForm(request.POST, auto_id="print_%s")
    if not form.is_valid():
        return shown(request, book, status=422, print_form=form)
    said = form.cleaned_data
    first, last = said["first"], said["last"]
    if said["day"]:
        first, last = queries.numbers_of_day(book, said["day"])
    asked = printing.ask_printing(
        actor=request.actor,
        book_id=book.pk,
        first=first,
        last=last,
        language=get_language() or "ar",
        now=timezone.now(),
    )
    return redirect("registers:printing", asked.pk)


@require_GET
def printing_(request: HttpRequest, printing_id: int) -> HttpResponse:
    """How far a printing is, and its parts; asks again by itself until it is over."""
    found = queries.printing_for(request.actor, printing_id)
    if found is None:
        raise Http404
    context = {
        "printing": found,
        "parts": [(part, files.link(part.file, purpose=PRINTED, actor=request.actor)) for part in found.parts.all()],
        "waiting": found.state == PrintState.WAITING,
        "title": pages.title(found.book),
    }
    template = "registers/_printing.html" if getattr(request, "htmx", False) else "registers/printing.html"
    return render(request, template, context)


@require_POST
@idempotent
def stop(request: HttpRequest, printing_id: int) -> HttpResponse:
    """Set no further part."""
    if queries.printing_for(request.actor, printing_id) is None:
        raise Http404
    printing.stop_printing(actor=request.actor, printing_id=printing_id, now=timezone.now())
    return redirect("registers:printing", printing_id)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def reserve(request: HttpRequest) -> HttpResponse:
    """Reserve numbers of this year's incoming register."""
    if not request.actor.may(CORRECT):
        raise NotAllowed
    offices = [(office.pk, f"{office.code} · {office}") for office in queries.kept_offices(request.actor)]
    form = ReserveForm(request.POST or None, offices=offices, initial={"office": request.GET.get("office")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        reserved = reserving.reserve(
            actor=request.actor,
            office_id=said["office"],
            count=said["count"],
            reason=said["reason"],
            now=timezone.now(),
        )
        return redirect("registers:book", reserved.book_id)
    return render(request, "registers/reserve.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def release(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """Annul the numbers of a reservation that no letter has."""
    visible = Book.objects.visible_to(request.actor)
    reservation = Reservation.objects.filter(pk=reservation_id, book__in=visible).select_related("book__office__unit")
    found = reservation.first()
    if found is None:
        raise Http404
    if not policies.may_keep(request.actor, found.book.office.unit):
        raise NotAllowed
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reserving.release(actor=request.actor, reservation_id=found.pk, now=timezone.now(), **form.cleaned_data)
        return redirect("registers:book", found.book_id)
    context = {"form": form, "reservation": found, "left": queries.left_of(found)}
    return render(request, "registers/release.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def close(request: HttpRequest, book_id: int) -> HttpResponse:
    """Close the book of a year that is over."""
    book = book_or_404(request, book_id)
    if not policies.may_keep(request.actor, book.office.unit):
        raise NotAllowed
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closing.close(actor=request.actor, book_id=book.pk, now=timezone.now())
        return redirect("registers:book", book.pk)
    context = {"form": form, "book": book, "title": pages.title(book)}
    return render(request, "registers/close.html", context, status=422 if form.errors else 200)


@login_not_required
@require_GET
def proof(request: HttpRequest, prefix: str, first: int, last: int) -> HttpResponse:
    """What anyone may know of printed pages: that they were printed, when, and the fingerprints of the files."""
    parts = queries.printed(prefix, first, last)
    context = {"prefix": prefix, "first": first, "last": last, "parts": parts}
    return render(request, "registers/proof.html", context, status=200 if parts else 404)


def book_or_404(request: HttpRequest, book_id: int) -> Book:
    """The book, which for those who may not read it does not exist."""
    rows = Book.objects.visible_to(request.actor).select_related("office__administration", "office__unit")
    found = rows.filter(pk=book_id).first()
    if found is None:
        raise Http404
    return found
