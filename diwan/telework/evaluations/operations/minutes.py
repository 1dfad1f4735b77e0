"""The minutes as an act, and what it does to agreements once it is signed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from diwan.core.calendars import api as calendars
from diwan.core.organisations import api as organisations
from diwan.kit.refusals import Refusal
from diwan.telework.acts import api as acts
from diwan.telework.agreements import api as agreements
from diwan.telework.rules import api as rules

from .. import queries
from ..enums import MINUTES, REPORT, Choice, Role, State, Verdict
from ..models import Amendment, Case, Session
from . import amending
from .sitting import NoCommittee, WrongMoment, keep, note

if TYPE_CHECKING:
    from datetime import date, datetime

    from diwan.core.organisations.api import Actor

DAY = timedelta(days=1)


@transaction.atomic
def write(*, actor: Actor, session_id: int, language: str = "ar", now: datetime) -> acts.Act:
    """The minutes, to the secretary for a visa and to the chair to sign.

    Raises:
        NotAllowed, WrongMoment, NoCommittee, and what `acts.prepare` raises
    """
    row = Session.objects.select_for_update().get(pk=session_id)
    keep(actor, row.administration_id)
    if row.state != State.CLOSED or _under_way(row):
        raise WrongMoment
    there = {one.member.role: one.member.person_id for one in row.attendances.select_related("member")}
    if Role.CHAIR not in there or Role.SECRETARY not in there:
        raise NoCommittee
    with translation.override(language):
        act = acts.prepare(
            actor=actor,
            kind=MINUTES,
            unit_id=row.unit_id,
            subject=f"evaluations.session:{row.pk}",
            title=_("Minutes of the evaluation committee of telework"),
            content=acts.Content(blocks=_blocks(row, language), language="fr" if language == "fr" else "ar"),
            signers=[
                acts.Signer(person_id=there[Role.SECRETARY], role="visa"),
                acts.Signer(person_id=there[Role.CHAIR], role="signature"),
            ],
            now=now,
        )
    row.minutes_act = act.pk
    row.save(update_fields=["minutes_act"])
    note(actor, row.administration_id, "evaluations.minutes_written", f"evaluations.session:{row.pk}", now)
    return act


def _under_way(row: Session) -> bool:
    return any(act.state in ("preparing", "signing", "signed") for act in acts.about(f"evaluations.session:{row.pk}"))


def _blocks(row: Session, language: str) -> list[dict[str, Any]]:
    country = organisations.country_of(row.administration_id)

    def said(day: date | None) -> str:
        return calendars.format_date(day, language, country) if day else ""

    found = queries.quorum(row)
    present = [one.member for one in row.attendances.select_related("member__person") if one.present]
    blocks = [
        acts.fields(
            [
                (_("Day"), said(row.held_on)),
                (_("Place"), row.place or "–"),
                (_("Members present"), f"{found.present} / {found.members}"),
                (_("Quorum"), row.quorum),
            ]
        ),
        acts.heading(_("Present")),
        acts.items([f"{_name(m.person, language)} ({m.get_role_display()})" for m in present]),
    ]
    for case in row.cases.select_related("agreement__person").order_by("position"):
        blocks += _of_case(case, language, said)
    for amendment in row.amendments.order_by("pk"):
        blocks += _of_amendment(amendment, row.administration_id, language, said)
    return blocks


def _of_amendment(amendment: Amendment, administration_id: int, language: str, said: Any) -> list[dict[str, Any]]:
    """The rule as it was, as it is to be, and who voted how."""
    rule = amending.rule_of(administration_id, amendment.key, amendment.session.held_on)
    ballots = amendment.ballots.select_related("member__person").order_by("pk")
    return [
        acts.heading(_("Amendment of the rules: %(rule)s") % {"rule": rule.term.label}),
        acts.fields(
            [
                (_("Until then"), rule.term.said(amendment.before)),
                (_("Proposed"), rule.term.said(amendment.value)),
                (_("From"), said(amendment.starts_on)),
                (_("Reasons"), amendment.reasons),
            ]
        ),
        acts.table(
            [_("Member"), _("Vote")],
            [[_name(b.member.person, language), _("in favour") if b.favour else _("against")] for b in ballots],
            caption=_("Votes"),
        ),
        acts.paragraph(
            _("The amendment is adopted.") if amendment.outcome == Verdict.ADOPTED else _("The amendment is rejected.")
        ),
    ]


def _of_case(case: Case, language: str, said: Any) -> list[dict[str, Any]]:
    told, votes = case.figures, list(case.votes.select_related("member__person"))
    decided = {
        Choice.END: _("The agreement ends; its last day is %(day)s.") % {"day": said(case.end_on)},
        Choice.RENEW: _("The agreement is renewed until %(day)s.") % {"day": said(case.renew_until)},
        Choice.KEEP: _("The agreement goes on as it is."),
        Choice.AMEND: _("The days of the agreement change: %(days)s.")
        % {"days": pattern(case).words() if case.weekdays else ""},
    }[Choice(case.outcome)]
    return [
        acts.heading(_name(case.agreement.person, language)),
        acts.fields(
            [
                (_("Ground"), case.get_why_display()),
                (_("Outputs delivered"), f"{told.get('delivered', 0)} / {told.get('set', 0)}"),
                (_("Delivered on time"), str(told.get("on_time", 0))),
                (_("Opinion of the manager"), case.opinion or "–"),
                (_("Statement of the person"), case.statement or "–"),
            ]
        ),
        acts.table(
            [_("Member"), _("Vote"), _("Reason")],
            [
                [_name(v.member.person, language), v.get_choice_display() or _("withdrew"), v.reason or "–"]
                for v in votes
            ],
            caption=_("Votes"),
        ),
        acts.paragraph(f"{decided} {case.reasons}".strip()),
    ]


def _name(person: Any, language: str) -> str:
    return (person.name_latin if language == "fr" else "") or person.name_ar


def pattern(case: Case) -> rules.Pattern:
    """The days the committee proposes."""
    return rules.Pattern(weekdays=tuple(int(day) for day in case.weekdays.split(",") if day))


@transaction.atomic
def take_effect(*, session_id: int, act_id: int, now: datetime) -> None:
    """The minutes are signed: each case does to its agreement what was voted, once. What hinders one is kept in words
    and shown; the others go on."""
    row = Session.objects.select_for_update().get(pk=session_id)
    if row.minutes_act != act_id:
        return
    if row.state == State.CLOSED:
        row.state, row.signed_at = State.SIGNED, now
        row.save(update_fields=["state", "signed_at"])
    reference = next((act.reference for act in acts.about(f"evaluations.session:{row.pk}") if act.pk == act_id), "")
    for case in (
        row.cases.select_for_update(of=("self",)).select_related("agreement").filter(applied_at=None, hindrance="")
    ):
        try:
            with transaction.atomic():
                _apply(case, reference, now)
        except Refusal as refusal:
            case.hindrance = f"{refusal} {refusal.advice}".strip()
        else:
            case.applied_at = now
        case.save(update_fields=["applied_at", "hindrance"])
    amending.take_effect(row, reference, now)
    note(organisations.SYSTEM, row.administration_id, "evaluations.took_effect", f"evaluations.session:{row.pk}", now)


def _apply(case: Case, reference: str, now: datetime) -> None:
    ground = f"{reference} {case.reasons}".strip()
    common: dict[str, Any] = {"actor": organisations.SYSTEM, "agreement_id": case.agreement_id, "now": now}
    if case.outcome == Choice.END:
        agreements.end(ends_on=case.end_on, ground=ground, **common)
    elif case.outcome == Choice.RENEW and case.renew_until:
        agreements.renew(until=case.renew_until, ground=ground, **common)
    elif case.outcome == Choice.AMEND:
        agreements.change(pattern=pattern(case), first=now.date() + DAY, reason=ground, **common)


@transaction.atomic
def report(
    *,
    actor: Actor,
    administration_id: int,
    first: date,
    last: date,
    labels: dict[str, tuple[str, str]],
    language: str,
    now: datetime,
) -> acts.Act:
    """The report of the programme to the head of the administration, with its figures and a plot. `labels`: of each
    indicator, its name and its formula.

    Raises:
        NotAllowed, NoCommittee, and what `acts.prepare` raises
    """
    keep(actor, administration_id)
    root = organisations.root_unit(administration_id)
    chair = next((m for m in queries.members(administration_id, now.date()) if m.role == Role.CHAIR), None)
    if chair is None:
        raise NoCommittee
    rows = queries.lines(administration_id, first, last)
    figures = queries.indicators(administration_id, first, last, rows)
    country = organisations.country_of(administration_id)
    with translation.override(language):
        span = [calendars.format_date(day, language, country) for day in (first, last)]
        blocks = [
            acts.fields([(_("From"), span[0]), (_("To"), span[1])]),
            acts.table(
                [_("Indicator"), _("Value"), _("Formula")],
                [
                    [
                        labels[one.code][0],
                        "–" if one.value is None else f"{one.value} {one.unit}".strip(),
                        labels[one.code][1] + (f" ({one.source})" if one.source else ""),
                    ]
                    for one in figures
                ],
                caption=_("Indicators of the programme"),
            ),
        ]
        days = [(_name(row.agreement.person, language), float(row.days)) for row in rows[:20]]
        if days:
            blocks.append(acts.bars(_("Days away by teleworker"), days, unit=_("days")))
        act = acts.prepare(
            actor=actor,
            kind=REPORT,
            unit_id=root.pk,
            subject=f"evaluations.report:{administration_id}",
            title=_("Report on the evaluation of telework"),
            content=acts.Content(blocks=blocks, language="fr" if language == "fr" else "ar"),
            signers=[acts.Signer(person_id=chair.person_id, role="signature")],
            now=now,
        )
    note(actor, administration_id, "evaluations.reported", f"acts.act:{act.pk}", now)
    return act
