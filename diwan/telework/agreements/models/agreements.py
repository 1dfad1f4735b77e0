"""An agreement from the request to its end, and what happened to it on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.kit.constraints import one_at_a_time
from diwan.telework.rules import api as rules

from ..enums import LIVE, PENDING, Did, State

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor

SUBJECT = "agreements.agreement:{}"


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """One's own; those of the units one manages, or evaluates, once they were sent."""
        sent = ~Q(state=State.DRAFT) & ~Q(state=State.WITHDRAWN, asked_at=None)
        return self.filter(Q(person=actor.person_id) | (sent & within(actor)))

    def managed_by(self, actor: Actor) -> AgreementQuerySet:
        """Those this actor decides on: never one's own."""
        sent = ~Q(state=State.DRAFT) & ~Q(state=State.WITHDRAWN, asked_at=None)
        reach = organisations.within(actor, rules.MANAGE, "unit") | organisations.within(
            actor, rules.MANAGE, "review_unit"
        )
        return self.filter(sent & reach).exclude(person=actor.person_id)

    def on(self, day: date) -> AgreementQuerySet:
        """What covers that day: came into force, not over, not in a pause."""
        paused = Pause.objects.filter(agreement=models.OuterRef("pk"), first__lte=day)
        paused = paused.filter(Q(last=None) | Q(last__gte=day))
        rows = self.filter(force_from__lte=day, ends_on__gte=day).filter(Q(stop_on=None) | Q(stop_on__gt=day))
        return rows.exclude(models.Exists(paused))


def within(actor: Actor) -> Q:
    """The rows of units this actor manages or evaluates; the unit somebody moved to counts with the one they left."""
    rights = (rules.MANAGE, rules.EVALUATE)
    return organisations.within_any(actor, rights, "unit") | organisations.within_any(actor, rights, "review_unit")


class Agreement(models.Model):
    """One person's authorisation to telework: asked or imposed, for some days, from a day to a day.

    `ends_on` is the last day it was decided for; `stop_on` the first day no longer covered when it ends before.
    `force_from` is the day it really began. `pattern` repeats the latest of its terms.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("post"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    pattern = models.JSONField(_("days"))
    kind = models.CharField(_("kind"), max_length=8)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    trial_until = models.DateField(_("trial until"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    imposed = models.BooleanField(_("imposed"), default=False)
    ground = models.TextField(_("legal ground"), blank=True)
    reasons = models.TextField(_("reasons of the request"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    asked_at = models.DateTimeField(_("asked at"), null=True)
    reply_by = models.DateField(_("answer due"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    decision_reason = models.TextField(_("reasons of the decision"), blank=True)
    decision_act = models.PositiveBigIntegerField(_("act of the decision"), null=True)
    decision_signed_at = models.DateTimeField(_("decision signed at"), null=True)
    charter_signed_at = models.DateTimeField(_("charter signed at"), null=True)
    force_from = models.DateField(_("in force from"), null=True)
    stop_on = models.DateField(_("ends before, on"), null=True)
    stop_ground = models.TextField(_("ground of the end"), blank=True)
    stop_at_once = models.BooleanField(_("ended at once"), default=False)
    review_unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, related_name="+", verbose_name=_("unit the person moved to")
    )
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    renewal_asked_at = models.DateTimeField(_("reminded of the renewal at"), null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("telework agreement")
        verbose_name_plural = _("telework agreements")
        constraints = [
            one_at_a_time(
                "agreement_one_at_a_time",
                "person",
                "daterange",
                _("This person already has a telework agreement for part of this time."),
                condition=Q(state__in=LIVE),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=PENDING),
                name="agreement_asked_once",
                violation_error_message=_("A request of this person is already under way."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(decision_reason=""),
                name="agreement_refused_with_reasons",
                violation_error_message=_("A refusal gives its reasons."),
            ),
            models.CheckConstraint(
                condition=Q(imposed=False) | ~Q(ground=""),
                name="agreement_imposed_on_a_ground",
                violation_error_message=_("Telework is imposed on a legal ground, which is said."),
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_FORCE) | Q(force_from__isnull=False),
                name="agreement_in_force_from_a_day",
                violation_error_message=_("What is in force began on a day."),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="agreement_of_unit"),
            models.Index(fields=["administration", "state", "ends_on"], name="agreement_by_end"),
            models.Index(fields=["person", "force_from"], name="agreement_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on}"

    @property
    def subject(self) -> str:
        """How acts name it."""
        return SUBJECT.format(self.pk)

    @property
    def terms_now(self) -> Any:
        """The latest pattern, as a value."""
        return rules.Pattern.from_json(self.pattern)


class Term(models.Model):
    """The days of an agreement from a day on; the next term, or the end, closes it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="terms")
    first = models.DateField(_("from"))
    pattern = models.JSONField(_("days"))

    class Meta:
        verbose_name = _("terms of an agreement")
        verbose_name_plural = _("terms of agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "first"],
                name="agreement_one_pattern_a_day",
                violation_error_message=_("Other days were already set from this day on."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.first}"


class Pause(models.Model):
    """Days during which an agreement stands still; without a last day until somebody resumes it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="pauses")
    first = models.DateField(_("from"))
    last = models.DateField(_("until"), null=True)
    reason = models.TextField(_("reason"))
    review = models.BooleanField(_("the person moved"), default=False)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(last=None),
                name="agreement_one_open_pause",
                violation_error_message=_("This agreement is already suspended."),
            )
        ]
        indexes = [models.Index(fields=["agreement", "first"], name="pause_of_agreement")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.first}"


class ChosenDay(models.Model):
    """A floating day that the person put on this day."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="chosen")
    day = models.DateField(_("day"))
    chosen_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("chosen day")
        verbose_name_plural = _("chosen days")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "day"],
                name="agreement_day_chosen_once",
                violation_error_message=_("This day was already chosen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.day}"


class Step(models.Model):
    """One line of the history: who did what, when, why. Never what was said in confidence."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="steps")
    did = models.CharField(_("what"), max_length=20, choices=Did)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    why = models.TextField(_("why"), blank=True)
    on = models.DateField(_("with effect from"), null=True)

    class Meta:
        verbose_name = _("line of history")
        verbose_name_plural = _("lines of history")
        indexes = [models.Index(fields=["agreement", "at"], name="step_of_agreement")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.did}"
