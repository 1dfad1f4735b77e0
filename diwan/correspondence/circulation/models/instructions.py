"""Dispatches and the instructions they carry, each one followed from the moment it is given to its closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.core.organisations.api import Basis
from diwan.correspondence.letters import api as letters

from ..enums import DISPATCH, LIVE, State, Verb

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class Dispatch(models.Model):
    """One act of giving a letter to units: who gave it, from which seat, and the instruction it goes on from."""

    letter = models.ForeignKey("letters.Letter", models.PROTECT, related_name="dispatches", verbose_name=_("letter"))
    parent = models.ForeignKey(
        "circulation.Instruction", models.PROTECT, null=True, related_name="cascades", verbose_name=_("goes on from")
    )
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        indexes = [models.Index(fields=["letter", "at"], name="dispatch_of_letter")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.at:%Y-%m-%d}"


class InstructionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> InstructionQuerySet:
        """The instructions on letters this actor may read."""
        return self.filter(letter__in=letters.Letter.objects.visible_to(actor))

    def within(self, actor: Actor) -> InstructionQuerySet:
        """Those of the units this actor heads or dispatches to, on letters they may read."""
        reach = organisations.within(actor, DISPATCH, "unit")
        for seat in letters.acting_seats(actor):
            if reach and seat.is_head:
                reach |= Q(unit__path__startswith=seat.unit_path)
        return self.visible_to(actor).filter(reach)

    def live(self) -> InstructionQuerySet:
        """Those that still wait for somebody: for whom they were given to, or for whom gave them."""
        return self.filter(state__in=LIVE)


class Instruction(models.Model):
    """What a unit is asked to do about a letter, by whom and by when; what it answered; who closed it.

    It is given to a post (the head of the unit unless another is named), so that it stays when people come and go;
    a unit without a head has none, and whoever may read its mail and dispatch it takes it up. `giver_post` repeats the
    post of the dispatch, so that what a post gave is one index away.
    """

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="instructions", verbose_name=_("dispatch"))
    letter = models.ForeignKey("letters.Letter", models.PROTECT, related_name="instructions", verbose_name=_("letter"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    post = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, related_name="+", verbose_name=_("given to the post")
    )
    giver_post = models.ForeignKey(
        "organisations.Post", models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    verb = models.CharField(_("to do"), max_length=10, choices=Verb)
    lead = models.BooleanField(_("in charge"), default=False)
    text = models.TextField(_("instruction"), blank=True)
    given_at = models.DateTimeField(_("given at"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days given, worked ones"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    seen_at = models.DateTimeField(_("first opened"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    answered_basis = models.CharField(max_length=10, choices=Basis, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    reply = models.ForeignKey(
        "letters.Letter", models.PROTECT, null=True, related_name="+", verbose_name=_("reply prepared")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    ended_post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    ended_basis = models.CharField(max_length=10, choices=Basis, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    escalated_at = models.DateTimeField(_("told to whoever stands above"), null=True)
    moved_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="moved_to", verbose_name=_("moved from")
    )

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch"],
                condition=Q(lead=True) & ~Q(state__in=["taken_back", "given_back", "moved"]),
                name="dispatch_one_lead",
                violation_error_message=_("One unit is in charge; the others take part."),
            ),
            models.UniqueConstraint(
                fields=["dispatch", "unit", "post"],
                condition=Q(state__in=["open", "answered"]),
                nulls_distinct=False,
                name="instruction_once_a_dispatch",
                violation_error_message=_("This unit or post is named twice."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at=None) | ~Q(state__in=LIVE) & Q(ended_at__isnull=False),
                name="instruction_end_dated",
                violation_error_message=_("What is over has the moment it ended, and only what is over."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | Q(answered_at__isnull=False),
                name="instruction_answer_dated",
                violation_error_message=_("An answer has its moment."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["given_back", "taken_back"]) | ~Q(reason=""),
                name="instruction_back_has_reason",
                violation_error_message=_("What is given or taken back has a reason."),
            ),
            models.CheckConstraint(
                condition=Q(due_days=None) | Q(due_on__isnull=False),
                name="instruction_days_give_a_date",
                violation_error_message=_("Days given end on a date."),
            ),
        ]
        indexes = [
            models.Index(F("post"), F("due_on").asc(nulls_last=True), F("id"), condition=Q(state="open"), name="inbox"),
            models.Index(fields=["unit", "state"], name="instruction_of_unit"),
            models.Index(fields=["letter", "state"], name="instruction_of_letter"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="instruction_due"),
            models.Index(
                fields=["giver_post", "state"],
                condition=Q(state__in=["open", "answered", "given_back"]),
                name="instruction_given_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.verb} {self.unit_id}"
