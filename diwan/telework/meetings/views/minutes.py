"""The minutes, written from the agenda by whoever prepared the meeting."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from diwan.core.files import api as files
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts import api as acts

from .. import forms, policies
from ..enums import WRITTEN, State
from ..models import Meeting, Participant
from ..operations import writing
from ..operations.shared import MinutesSealed, WrongMoment
from .shared import shown


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Save, or save and send to be signed; where somebody else wrote meanwhile, both texts are shown."""
    row = shown(request, meeting_id)
    if not policies.may_write(request.actor, row):
        raise NotAllowed
    if row.state not in WRITTEN:
        raise MinutesSealed if row.state == State.SIGNED else WrongMoment(state=row.get_state_display())
    if request.method != "POST":
        return page(request, row, {})
    said = request.POST
    try:
        writing.write_minutes(
            actor=request.actor,
            meeting_id=row.pk,
            written=forms.written(said, row.items.all()),  # type: ignore[attr-defined]
            conclusion=said.get("conclusion", "")[:20000],
            base=said.get("base-conclusion"),
            now=timezone.now(),
        )
    except writing.Differs as no:
        return page(request, row, no.found, no)
    if "sign" in said:
        try:
            writing.send_minutes(actor=request.actor, meeting_id=row.pk, now=timezone.now())
        except writing.NothingWritten as no:
            return page(request, row, {}, no)
        return redirect("meetings:meeting", row.pk)
    return redirect("meetings:minutes", row.pk)


def page(request: HttpRequest, row: Meeting, theirs: dict[str, str], refusal: Any = None) -> HttpResponse:
    """Each point with what stands there, or with what was typed where the form comes back."""
    typed = request.POST if refusal else {}
    points = []
    for number, item in enumerate(row.items.prefetch_related("decisions__person"), 1):  # type: ignore[attr-defined]
        key = f"said-{item.pk}"
        current = theirs.get(key, item.said)
        clash = key in theirs
        points.append(
            {
                "number": number,
                "item": item,
                "said": typed.get(key, item.said),
                "theirs": current if clash else None,
                "base": writing.fingerprint(current)
                if clash
                else typed.get(f"base-{item.pk}", writing.fingerprint(item.said)),
                "votes": [
                    (name, typed.get(f"{name}-{item.pk}", now if now is not None else ""))
                    for name, now in (
                        ("for", item.votes_for),
                        ("against", item.votes_against),
                        ("blank", item.votes_blank),
                    )
                ],
                "decision": typed.get(f"decision-{item.pk}", ""),
                "owner": forms.number(typed.get(f"owner-{item.pk}", "")),
                "due": typed.get(f"due-{item.pk}", ""),
            }
        )
    other = theirs.get("conclusion")
    people = Participant.objects.filter(meeting=row, removed_at=None, person__isnull=False)
    context = {
        "meeting": row,
        "points": points,
        "conclusion": typed.get("conclusion", row.conclusion),
        "conclusion_theirs": other,
        "conclusion_base": writing.fingerprint(other if other is not None else row.conclusion),
        "people": people,
        "refusal": refusal,
        "closed": row.state == State.CLOSED,
        "country": row.administration.country,
    }
    return render(request, "meetings/minutes.html", context, status=422 if refusal else 200)


@require_GET
def paper(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The signed document, for every participant."""
    row = shown(request, meeting_id)
    act = acts.Act.objects.filter(pk=row.act).first() if row.act else None
    if act is None or act.file_id is None or row.state not in (State.SIGNED, State.SIGNING):
        raise Http404
    if row.state == State.SIGNING and not policies.may_write(request.actor, row):
        raise Http404
    return redirect(files.link(act.file_id, purpose="meetings.minutes", actor=request.actor))
