"""The directory, open to all; its people, to those who work there; its changes, to those who administer it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from diwan.kit.idempotency import idempotent
from diwan.kit.navigation import Found
from diwan.kit.refusals import NotAllowed, Refusal

from . import forms, policies, queries
from .models import Delegation, Grant, Holding, Interim, Post, Unit
from .operations import posts as post_operations
from .operations import units as unit_operations

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = 50


# --- reading -------------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The administrations of the instance on a day, or the units whose name holds the words sought."""
    day, text = as_of(request), request.GET.get("q", "").strip()
    found = list(queries.directory(day).matching(text)[: SHOWN + 1]) if text else []
    context = {
        "day": day,
        "text": text,
        "found": found[:SHOWN],
        "more": len(found) > SHOWN,
        "roots": queries.children(None, day) if not text else [],
        "past": query_of(request, day),
    }
    return render(request, "organisations/directory.html", context)


@login_not_required
@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A unit on a day: its place, what is below it, its posts; its former names; who sits there, for colleagues."""
    place = get_object_or_404(Unit.objects.select_related("administration", "successor"), pk=unit_id)
    day = as_of(request)
    versions = list(place.versions.select_related("parent"))
    version = next((v for v in versions if v.starts_on <= day and (v.ends_on is None or day < v.ends_on)), None)
    sees_people = policies.may_see_people(request.actor, place.administration_id)  # type: ignore[attr-defined]
    moment = timezone.now() if day == timezone.localdate() else datetime.combine(day, time(12), tzinfo=UTC)
    context = {
        "place": place,
        "day": day,
        "past": query_of(request, day),
        "version": version,
        "shown": version or versions[-1],
        "versions": versions,
        "ancestors": queries.ancestors(version, day) if version else [],
        "children": queries.children(place, day),
        "posts": queries.posts_of(place, moment, people=sees_people),
        "sees_people": sees_people,
        "administers": policies.may_administer(request.actor, place),  # type: ignore[attr-defined]
        "successor_name": queries.unit_name(place.successor, day, request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        if place.successor
        else "",
    }
    return render(request, "organisations/unit.html", context)


@login_not_required
@require_safe
def children(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What is directly below a unit: the branch that opens in the tree."""
    place, day = get_object_or_404(Unit, pk=unit_id), as_of(request)
    context = {"place": place, "children": queries.children(place, day), "past": query_of(request, day)}
    return render(request, "organisations/_branch.html", context)


@require_safe
def suggestions(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Units of the same administration, as one types."""
    place = administered(request, unit_id)
    found = queries.directory(timezone.localdate()).filter(unit__administration=place.administration_id)
    text = request.GET.get("unit") or request.GET.get("limit") or ""
    return render(request, "organisations/_unit_options.html", {"versions": found.matching(text)[:12]})


@require_safe
def people(request: HttpRequest, unit_id: int) -> HttpResponse:
    """People of the same administration, as one types."""
    place = administered(request, unit_id)
    users = get_user_model()._default_manager
    found = users.matching(request.GET.get("person", "")).filter(  # type: ignore[attr-defined]
        administration=place.administration_id, is_active=True
    )
    return render(request, "organisations/_person_options.html", {"people": found[:12]})


def find(actor: Any, text: str, limit: int) -> list[Found]:
    """Units by name or code, for the search box of every page."""
    day = timezone.localdate()
    return [
        Found(str(version), str(version.unit.get_kind_display()), reverse("organisations:unit", args=[version.unit_id]))
        for version in queries.directory(day).matching(text)[:limit]
    ]


def as_of(request: HttpRequest) -> date:
    """The day asked for in the address, else today."""
    try:
        return date.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return timezone.localdate()


def query_of(request: HttpRequest, day: date) -> str:
    """What to add to addresses so that one stays on the day one looks at."""
    return f"?at={day.isoformat()}" if "at" in request.GET and day != timezone.localdate() else ""


# --- changing ------------------------------------------------------------------------------------------------------


def administered(request: HttpRequest, unit_id: int) -> Unit:
    """A unit that the actor administers.

    Raises:
        NotAllowed: everybody may see it, only its administrators change it.
    """
    place = get_object_or_404(Unit.objects.select_related("administration"), pk=unit_id)
    if not policies.may_administer(request.actor, place):  # type: ignore[attr-defined]
        raise NotAllowed
    return place


def post_in_reach(request: HttpRequest, post_id: int, allowed: Callable[..., bool]) -> Post:
    post = get_object_or_404(Post.objects.select_related("unit__administration"), pk=post_id)
    if not allowed(request.actor, post):  # type: ignore[attr-defined]
        raise NotAllowed
    return post


def act(
    request: HttpRequest, place: Unit, form_class: type[forms.ActForm], title: str, do: Callable[..., Any], **extra: Any
) -> HttpResponse:
    """Show a form, or take it: one operation, then back to the unit; a refusal is said above the form."""
    now = timezone.now()
    form = form_class(request.POST or None, place=place, now=now, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            do(form, actor=request.actor, now=now)  # type: ignore[attr-defined]
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, f"{refusal} {refusal.advice}".strip())
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(reverse("organisations:unit", args=[place.pk]))
    context = {"form": form, "place": place, "title": title, "name": name_of(request, place)}
    return render(request, "organisations/act.html", context, status=422 if form.errors else 200)


def name_of(request: HttpRequest, place: Unit) -> str:
    return queries.unit_name(place, timezone.localdate(), request.LANGUAGE_CODE)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@idempotent
def add_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Create a unit below this one."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        unit_operations.create_unit(
            parent_id=unit_id, kind=data["kind"], code=data["code"], names=form.names, on=data["on"], **who
        )

    return act(request, administered(request, unit_id), forms.AddUnitForm, _("Add a unit below"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def rename_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Give this unit another name from a day on."""

    def do(form: Any, **who: Any) -> None:
        unit_operations.rename_unit(unit_id=unit_id, names=form.names, on=form.cleaned_data["on"], **who)

    place = administered(request, unit_id)
    last = place.versions.last()
    initial = {f"name_{code}": getattr(last, f"name_{code}") for code in ("ar", "fr", "en", "zgh")}
    return act(request, place, forms.RenameForm, _("Rename"), do, initial=initial)


@require_http_methods(["GET", "POST"])
@idempotent
def move_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Put this unit, and all below it, under another one."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        unit_operations.move_unit(unit_id=unit_id, parent_id=data["unit"].pk, on=data["on"], **who)

    return act(request, administered(request, unit_id), forms.MoveForm, _("Move below another unit"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def merge_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """End this unit in another one, which takes what was below it."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        unit_operations.merge_units(unit_ids=[unit_id], into_id=data["unit"].pk, on=data["on"], **who)

    return act(request, administered(request, unit_id), forms.MoveForm, _("Merge into another unit"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def abolish_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """End this unit, with or without a successor."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        successor = data["unit"].pk if data["unit"] else None
        unit_operations.abolish_unit(unit_id=unit_id, successor_id=successor, on=data["on"], **who)

    return act(request, administered(request, unit_id), forms.AbolishForm, _("Abolish"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def add_post(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Create a post in this unit."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        post_operations.create_post(
            unit_id=unit_id, names=form.names, is_head=data["is_head"], shared=data["shared"], **who
        )

    return act(request, administered(request, unit_id), forms.AddPostForm, _("Add a post"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def name_holder(request: HttpRequest, post_id: int) -> HttpResponse:
    """Seat a person in a post."""

    def do(form: Any, **who: Any) -> None:
        person = form.cleaned_data["person"]
        post_operations.name_holder(post_id=post_id, person_id=person.pk, **form.span(), **who)

    post = post_in_reach(request, post_id, policies.may_fill)
    return act(request, post.unit, forms.HolderForm, _("Name a holder"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def set_interim(request: HttpRequest, post_id: int) -> HttpResponse:
    """Have a person stand in for a post."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        post_operations.set_interim(
            post_id=post_id, person_id=data["person"].pk, reason=data["reason"], **form.span(), **who
        )

    post = post_in_reach(request, post_id, policies.may_fill)
    return act(request, post.unit, forms.InterimForm, _("Set an interim"), do)


@require_http_methods(["GET", "POST"])
@idempotent
def delegate(request: HttpRequest, post_id: int) -> HttpResponse:
    """Lend some rights of a post."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        post_operations.delegate(
            post_id=post_id,
            person_id=data["person"].pk,
            rights=data["rights"],
            limit_id=data["limit"].pk if data["limit"] else None,
            **form.span(),
            **who,
        )

    post = post_in_reach(request, post_id, policies.may_delegate)
    return act(request, post.unit, forms.DelegateForm, _("Delegate"), do, post=post)


@require_http_methods(["GET", "POST"])
@idempotent
def grant_right(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give a post a right."""

    def do(form: Any, **who: Any) -> None:
        data = form.cleaned_data
        post_operations.grant_right(post_id=post_id, right=data["right"], reach=data["reach"], **who)

    post = post_in_reach(request, post_id, lambda actor, post: policies.may_administer(actor, post.unit))
    return act(request, post.unit, forms.GrantForm, _("Give a right"), do)


def back_to_unit(request: HttpRequest, post_id: int) -> HttpResponse:
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(reverse("organisations:unit", args=[Post.objects.get(pk=post_id).unit_id]))


def who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]


@require_POST
@idempotent
def end_holding(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person out of a post, now."""
    row = get_object_or_404(Holding, pk=pk)
    post_operations.end_holding(holding_id=row.pk, **who(request))
    return back_to_unit(request, row.post_id)


@require_POST
@idempotent
def end_interim(request: HttpRequest, pk: int) -> HttpResponse:
    """End an interim, now."""
    row = get_object_or_404(Interim, pk=pk)
    post_operations.end_interim(interim_id=row.pk, **who(request))
    return back_to_unit(request, row.post_id)


@require_POST
@idempotent
def revoke_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was lent, now."""
    row = get_object_or_404(Delegation, pk=pk)
    post_operations.revoke_delegation(delegation_id=row.pk, **who(request))
    return back_to_unit(request, row.post_id)


@require_POST
@idempotent
def withdraw_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a right from a post, now."""
    row = get_object_or_404(Grant, pk=pk)
    post_operations.withdraw_right(grant_id=row.pk, **who(request))
    return back_to_unit(request, row.post_id)
