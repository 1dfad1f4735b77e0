"""Small views that try the kit as a real request does."""

from __future__ import annotations

import threading

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import get_language, gettext_lazy

from diwan.kit.idempotency import idempotent
from diwan.kit.readonly import reads_only
from diwan.kit.refusals import NotAllowed, Refusal

INSIDE = threading.Event()  # a request has begun to act
GO_ON = threading.Event()  # and may finish


class TooManyPieces(Refusal):
    message = gettext_lazy("At most %(limit)s pieces.")
    status = 422


def write(name: str) -> ContentType:
    return ContentType.objects.create(app_label="kit", model=name)


@login_not_required
@idempotent
def act(request, answer="redirect"):
    """Write one row, then answer as asked."""
    row = write(f"row{ContentType.objects.count()}")
    if request.POST.get("slow"):
        INSIDE.set()
        GO_ON.wait(10)
    if answer == "refusal":
        raise TooManyPieces(limit=5)
    if answer == "fault":
        raise ZeroDivisionError
    if answer == "redirect":
        return redirect(f"/row/{row.pk}")
    return HttpResponse(f"row {row.pk}", status=int(answer))


@login_not_required
@idempotent
def act_for_programs(request):
    return JsonResponse({"row": write(f"row{ContentType.objects.count()}").pk})


@login_not_required
def write_on_get(request):
    write("by_get")
    return HttpResponse("written")


@login_not_required
def lock_on_get(request):
    list(ContentType.objects.select_for_update().values_list("pk"))
    return HttpResponse("locked")


@login_not_required
@reads_only
def check(request):
    count = Permission.objects.select_related("content_type").count()
    if request.POST.get("write"):
        write("by_check")
    return HttpResponse(str(count))


@login_not_required
def forbidden(request):
    raise NotAllowed


@login_not_required
def language(request):
    return HttpResponse(get_language())


urlpatterns = [
    path("act/<answer>", act),
    path("act", act),
    path("api/act", act_for_programs),
    path("write-on-get", write_on_get),
    path("lock-on-get", lock_on_get),
    path("check", check),
    path("forbidden", forbidden),
    path("api/forbidden", forbidden),
    path("language", language),
    path("", include("config.urls")),  # the page around a refusal leads to other pages
]
