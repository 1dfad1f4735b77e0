"""Sessions, cases and members of the committee."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diwan.core.calendars import api as calendars
from diwan.kit.idempotency import idempotent
from diwan.kit.refusals import NotAllowed
from diwan.telework.acts import api as acts
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

from .. import policies, queries
from ..enums import State
from ..forms import AttendanceForm, MemberForm, OpinionForm, ProposalForm, SessionForm, StatementForm, VoteForm
from ..models import Case, Member, Session
from ..operations import minutes, sitting
from . import wording
from .shared import administration_of, country_of, name_of, staff


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    administration_id = administration_of(request)
    today = timezone.localdate()
    context = {
        "sessions": Session.objects.visible_to(request.actor).order_by("-held_on", "-pk")[:60],
        "members": [(member, name_of(member.person)) for member in queries.members(administration_id, today)],
        "due": [(one, name_of(one.agreement.person)) for one in queries.due(administration_id, today)],
        "country": country_of(administration_id),
    }
    return render(request, "evaluations/sessions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_session(request: HttpRequest) -> HttpResponse:
    administration_id, now = administration_of(request), timezone.now()
    today = calendars.local_day(now, country_of(administration_id))
    due = {one.agreement.pk for one in queries.due(administration_id, today)}
    live = agreements.Agreement.objects.on(today).filter(administration=administration_id).select_related("person")
    offered = sorted(((row.pk, name_of(row.person)) for row in live[: queries.MOST]), key=lambda one: one[0] not in due)
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, offered=offered, ticked=sorted(due))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        row = sitting.plan(
            actor=request.actor,
            administration_id=administration_id,
            held_on=said["held_on"],
            place=said["place"],
            agreement_ids=said["agreements"],
            now=now,
        )
        return redirect("evaluations:session", row.pk)
    context = {"form": form, "offered": offered}
    return render(request, "evaluations/new_session.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_member(request: HttpRequest) -> HttpResponse:
    administration_id, now = administration_of(request), timezone.now()
    form = MemberForm(request.POST if request.method == "POST" else None, people=staff(administration_id, now))
    if form.is_bound and form.is_valid():
        sitting.seat(
            actor=request.actor,
            administration_id=administration_id,
            person_id=form.cleaned_data["person"],
            role=form.cleaned_data["role"],
            now=now,
        )
        return redirect("evaluations:sessions")
    return render(request, "evaluations/new_member.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def end_member(request: HttpRequest, member_id: int) -> HttpResponse:
    administration_of(request)
    if not Member.objects.visible_to(request.actor).filter(pk=member_id, ends_on=None).exists():
        raise Http404
    sitting.unseat(actor=request.actor, member_id=member_id, now=timezone.now())
    return redirect("evaluations:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """The session; sent, who is present."""
    row = shown(request, session_id)
    rows = list(row.attendances.select_related("member__person").order_by("pk"))
    named = [(one.member_id, f"{name_of(one.member.person)} · {one.member.get_role_display()}") for one in rows]
    present = [one.member_id for one in rows if one.present]
    form = AttendanceForm(request.POST if request.method == "POST" else None, members=named, present=present)
    if form.is_bound and form.is_valid():
        sitting.attend(
            actor=request.actor, session_id=row.pk, member_ids=form.cleaned_data["present"], now=timezone.now()
        )
        return redirect("evaluations:session", row.pk)
    cases = row.cases.select_related("agreement__person").prefetch_related("votes").order_by("position")
    papers = acts.about(f"evaluations.session:{row.pk}")
    context = {
        "session": row,
        "form": form,
        "cases": [(case, name_of(case.agreement.person)) for case in cases],
        "amendments": [(one, wording.label_of(one)) for one in row.amendments.order_by("pk")],
        "quorum": queries.quorum(row),
        "country": country_of(row.administration_id),
        "acts": papers,
        "keeps": policies.may_keep(request.actor, row.administration_id),
        "may_write": row.state == State.CLOSED
        and not any(a.state in ("preparing", "signing", "signed") for a in papers),
    }
    return render(request, "evaluations/session.html", context, status=422 if form.is_bound else 200)


@require_POST
@idempotent
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    row = shown(request, session_id)
    sitting.close(actor=request.actor, session_id=row.pk, now=timezone.now())
    return redirect("evaluations:session", row.pk)


@require_POST
@idempotent
def write(request: HttpRequest, session_id: int) -> HttpResponse:
    row = shown(request, session_id)
    language = "fr" if request.LANGUAGE_CODE == "fr" else "ar"
    minutes.write(actor=request.actor, session_id=row.pk, language=language, now=timezone.now())
    return redirect("evaluations:session", row.pk)


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    row = case_shown(request, case_id)
    return render(request, "evaluations/case.html", case_context(request, row))


@require_POST
@idempotent
def act(request: HttpRequest, case_id: int, what: str) -> HttpResponse:
    """The four forms of a case: its opinion, its statement, its proposal, a vote."""
    row, now = case_shown(request, case_id), timezone.now()
    context = case_context(request, row, what)
    form = context[what]
    if form is None:
        raise NotAllowed
    if not form.is_valid():
        return render(request, "evaluations/case.html", context, status=422)
    said: dict[str, Any] = form.cleaned_data
    if what == "opinion":
        sitting.give_opinion(actor=request.actor, case_id=row.pk, text=said["text"], now=now)
    elif what == "statement":
        sitting.state(actor=request.actor, case_id=row.pk, text=said["text"], now=now)
    elif what == "proposal":
        weekdays = ",".join(said["weekdays"])
        sitting.propose(actor=request.actor, case_id=row.pk, now=now, **{**said, "weekdays": weekdays})
    else:
        sitting.vote(
            actor=request.actor,
            case_id=row.pk,
            member_id=said["member"],
            choice=said["choice"],
            reason=said["reason"],
            now=now,
        )
    return redirect("evaluations:case", row.pk)


def case_context(request: HttpRequest, row: Case, sent: str = "") -> dict[str, Any]:
    """The file, and the forms this actor may fill in; None for the others."""
    actor, state = request.actor, row.session.state
    early = state in (State.PLANNED, State.OPEN)
    there = [one.member for one in row.session.attendances.select_related("member__person") if one.present]
    mine = [m for m in there if policies.may_enter(actor, m)] if state == State.OPEN else []
    proposal = {"renew_until": row.renew_until, "end_on": row.end_on, "reasons": row.reasons}

    def data(what: str) -> Any:
        return request.POST if sent == what else None

    keeps = policies.may_keep(actor, row.session.administration_id)
    return {
        "case": row,
        "name": name_of(row.agreement.person),
        "pattern": row.agreement.terms_now.words(),
        "country": country_of(row.session.administration_id),
        "votes": [
            (vote, name_of(vote.member.person)) for vote in row.votes.select_related("member__person").order_by("pk")
        ],
        "sees_votes": keeps or bool(mine) or state == State.SIGNED,
        "opinion": OpinionForm(data("opinion"), initial={"text": row.opinion})
        if early and policies.may_give_opinion(actor, row)
        else None,
        "statement": StatementForm(data("statement"), initial={"text": row.statement})
        if early and policies.may_state(actor, row)
        else None,
        "proposal": ProposalForm(data("proposal"), initial=proposal | {"weekdays": row.weekdays.split(",")})
        if early and keeps
        else None,
        "vote": VoteForm(data("vote"), members=[(m.pk, name_of(m.person)) for m in mine]) if mine else None,
    }


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own evaluations, and those of people one manages that wait for an opinion."""
    rows = Case.objects.visible_to(request.actor).select_related("session", "agreement__person")
    own = list(rows.filter(agreement__person=request.actor.person_id).order_by("-session__held_on")[:50])
    managed = request.actor.may(rules.MANAGE)
    wait = rows.filter(session__state__in=[State.PLANNED, State.OPEN], opinion="").exclude(
        agreement__person=request.actor.person_id
    )
    country = country_of(request.actor.seats[0].administration_id) if request.actor.seats else "MA"
    found = agreements.in_force(request.actor.person_id or 0, timezone.localdate())
    context = {
        "surveys": queries.surveys_for(found.person_id, found.administration_id, timezone.localdate()) if found else [],
        "own": own,
        "waiting": [(case, name_of(case.agreement.person)) for case in wait.order_by("session__held_on")[:50]]
        if managed
        else [],
        "country": country,
    }
    return render(request, "evaluations/mine.html", context)


def shown(request: HttpRequest, session_id: int) -> Session:
    if (
        not request.actor.may(rules.EVALUATE)
        and not Member.objects.filter(person=request.actor.person_id, ends_on=None).exists()
    ):
        raise NotAllowed
    row = Session.objects.visible_to(request.actor).filter(pk=session_id).first()
    if row is None:
        raise Http404
    return row


def case_shown(request: HttpRequest, case_id: int) -> Case:
    rows = Case.objects.visible_to(request.actor).select_related(
        "session", "agreement__person", "agreement__unit", "agreement__review_unit"
    )
    row = rows.filter(pk=case_id).first()
    if row is None:
        raise Http404
    return row
