"""What a manager may do to an agreement: each act with its words, the form it asks for and the operation it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from .enums import LIVE, State
from .forms import ChangeForm, EndForm, OptionalReasonForm, ReasonForm, RefuseForm, RenewForm, SuspendForm
from .operations import changing, deciding, moving

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from .models import Agreement


@dataclass(frozen=True, kw_only=True)
class Act:
    """Its title, its button, the words that say what comes of it, the form it asks for and what it runs."""

    title: Any
    button: Any
    lead: Any
    done: Any
    form: type[forms.Form]
    run: Callable[..., Any]
    danger: bool = False


def _approve(about: dict[str, Any], data: dict[str, Any]) -> None:
    deciding.approve(reason=data["reason"], **about)


def _refuse(about: dict[str, Any], data: dict[str, Any]) -> None:
    deciding.refuse(reason=data["reason"], **about)


def _end(about: dict[str, Any], data: dict[str, Any]) -> None:
    changing.end(ends_on=data["ends_on"], at_once=data["at_once"], ground=data["reason"], **about)


def _suspend(about: dict[str, Any], data: dict[str, Any]) -> None:
    changing.suspend(first=data["first"], last=data["last"], reason=data["reason"], **about)


def _resume(about: dict[str, Any], data: dict[str, Any]) -> None:
    changing.resume(reason=data["reason"], **about)


def _renew(about: dict[str, Any], data: dict[str, Any]) -> None:
    changing.renew(until=data["until"], ground=data["reason"], **about)


def _change(about: dict[str, Any], data: dict[str, Any]) -> None:
    changing.change(pattern=data["pattern"], first=data["first"], reason=data["reason"], **about)


def _keep(about: dict[str, Any], data: dict[str, Any]) -> None:
    moving.keep(reason=data["reason"], **about)


def _let_go(about: dict[str, Any], data: dict[str, Any]) -> None:
    moving.let_go(reason=data["reason"], **about)


ACTS = {
    "approve": Act(
        title=_("Approve the request"),
        button=_("Approve"),
        lead=_(
            "The places are taken at once. It starts when all is signed, the conditions are met and the day has come."
        ),
        done=_("The request is approved; the person is told what is still to do."),
        form=OptionalReasonForm,
        run=_approve,
    ),
    "refuse": Act(
        title=_("Refuse the request"),
        button=_("Refuse"),
        lead=_("The person reads your reasons, and may appeal to the authority above."),
        done=_("The request is refused, with your reasons."),
        form=RefuseForm,
        run=_refuse,
        danger=True,
    ),
    "end": Act(
        title=_("End telework"),
        button=_("End telework"),
        lead=_(
            "With the notice of the rules, or at once for cause. What is out comes back; access is closed that day."
        ),
        done=_("The end is decided; the person is told."),
        form=EndForm,
        run=_end,
        danger=True,
    ),
    "suspend": Act(
        title=_("Suspend telework"),
        button=_("Suspend"),
        lead=_("The person works on site meanwhile, and the places are given back."),
        done=_("Telework is suspended; the person is told."),
        form=SuspendForm,
        run=_suspend,
    ),
    "resume": Act(
        title=_("Resume telework"),
        button=_("Resume"),
        lead=_("The places are taken again, if the quota has room."),
        done=_("Telework goes on; the person is told."),
        form=OptionalReasonForm,
        run=_resume,
    ),
    "renew": Act(
        title=_("Renew"),
        button=_("Renew"),
        lead=_("As far as the rules allow, after the evaluation they ask for."),
        done=_("The agreement is renewed; the person is told."),
        form=RenewForm,
        run=_renew,
    ),
    "change": Act(
        title=_("Change the days"),
        button=_("Change the days"),
        lead=_("The past stays as it was; the places of the new days are taken if the quota has room."),
        done=_("The days are changed; the person is told."),
        form=ChangeForm,
        run=_change,
    ),
    "keep": Act(
        title=_("Keep the agreement in the new unit"),
        button=_("Keep it"),
        lead=_("It goes on from the new post, if the quota of the unit has room."),
        done=_("The agreement goes on in the new unit."),
        form=OptionalReasonForm,
        run=_keep,
    ),
    "let-go": Act(
        title=_("End it after the move"),
        button=_("End it"),
        lead=_("The agreement ends today; the person may ask again from the new post."),
        done=_("The agreement ends; the person is told."),
        form=ReasonForm,
        run=_let_go,
        danger=True,
    ),
}


def offered(row: Agreement) -> list[str]:
    """Which acts its state allows."""
    if row.state == State.ASKED:
        return ["approve", "refuse"]
    if row.state not in LIVE:
        return []
    if row.state == State.SUSPENDED:
        return ["keep", "let-go"] if row.review_unit_id else ["resume", "end"]
    started = row.state == State.IN_FORCE
    return ["change", "suspend", *(["renew"] if started else []), "end"]
