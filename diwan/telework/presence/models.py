"""What people said of their remote days: start, end, the week closed; calls to the office; days away.

Nothing here is measured from a device: no address, no place, no activity. A person says a moment, and the server keeps
that moment beside the one at which it heard.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import MANAGE

from .enums import ON_SITE, CallState, Kind, WeekState

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class PresenceQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> PresenceQuerySet:
        """One's own, and those of the units whose telework one manages."""
        return self.filter(Q(person=actor.person_id) | organisations.within(actor, MANAGE, "unit"))

    def managed_by(self, actor: Actor) -> PresenceQuerySet:
        return self.filter(organisations.within(actor, MANAGE, "unit"))


class OfAgreement(models.Model):
    """Whose, and by which agreement. Unit and administration are those of the agreement on that day.

    These two have no constraint in the database: thousands confirm within minutes, and each row would lock the same
    administration. The agreement, which is checked, vouches for them.
    """

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    agreement = models.ForeignKey("agreements.Agreement", models.PROTECT, related_name="+", verbose_name=_("agreement"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", db_constraint=False)
    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )

    objects = PresenceQuerySet.as_manager()

    class Meta:
        abstract = True


class Confirmation(OfAgreement):
    """A tap: start or end of a remote day, with the moment said and the moment received, both in UTC.

    `completed`: said afterwards, with a reason, beside the tap if there was one. `planned_at` and `grace` (minutes) are
    what the agreement and the rules said that day, so that a later change of rules changes no past day.
    """

    day = models.DateField(_("day"))
    kind = models.CharField(_("what was said"), max_length=5, choices=Kind)
    said_at = models.DateTimeField(_("moment said"))
    received_at = models.DateTimeField(_("moment received"))
    planned_at = models.DateTimeField(_("moment planned"), null=True)
    grace = models.PositiveSmallIntegerField(_("minutes of grace"), default=0)
    key = models.UUIDField(_("key of the tap"))
    completed = models.BooleanField(_("completed later"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["day", "said_at"]
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day", "kind", "completed"],
                name="presence_said_once",
                violation_error_message=_("This was already confirmed."),
            ),
            models.CheckConstraint(
                condition=Q(said_at__lte=F("received_at")),
                name="presence_said_before_received",
                violation_error_message=_("Nothing is said after it was received."),
            ),
            models.CheckConstraint(
                condition=Q(completed=False, reason="") | (Q(completed=True) & ~Q(reason="")),
                name="presence_completed_with_reason",
                violation_error_message=_("A day is completed later with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"

    @property
    def sent_late(self) -> bool:
        """Said in time and sent later: the line was cut, or the day was completed afterwards."""
        return self.received_at - self.said_at > timedelta(minutes=self.grace)

    @property
    def off_schedule(self) -> bool:
        """Started after the hour planned, or ended before it, by more than the grace."""
        if self.planned_at is None:
            return False
        gap = self.said_at - self.planned_at if self.kind == Kind.START else self.planned_at - self.said_at
        return gap > timedelta(minutes=self.grace)


class Week(OfAgreement):
    """A week that its person closed. What was said in it is counted at that moment, and journalled."""

    first = models.DateField(_("first day"))
    state = models.CharField(_("state"), max_length=10, choices=WeekState)
    closed_at = models.DateTimeField(_("closed at"))
    minutes = models.PositiveIntegerField(_("minutes said"), default=0)
    days = models.PositiveSmallIntegerField(_("days confirmed"), default=0)
    planned = models.PositiveSmallIntegerField(_("days planned"), default=0)
    late = models.PositiveSmallIntegerField(_("sent late"), default=0)
    completed = models.PositiveSmallIntegerField(_("completed later"), default=0)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("looked at by")
    )
    decided_at = models.DateTimeField(_("looked at by the manager at"), null=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        ordering = ["-first", "pk"]
        verbose_name = _("week")
        verbose_name_plural = _("weeks")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "first"],
                name="presence_week_once",
                violation_error_message=_("This week was already closed."),
            ),
            models.CheckConstraint(
                condition=~Q(state=WeekState.RETURNED) | ~Q(remark=""),
                name="presence_returned_with_remark",
                violation_error_message=_("A week is sent back with a remark."),
            ),
        ]
        indexes = [models.Index(fields=["state", "closed_at"], name="presence_week_waiting")]

    def __str__(self) -> str:
        return f"{self.first} {self.state}"


class Call(OfAgreement):
    """A call to come on site on a remote day: which day, from what hour (legal time), why, and what was answered."""

    day = models.DateField(_("day"))
    from_time = models.TimeField(_("from"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=12, choices=CallState, default=CallState.CALLED)
    called_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("called by"))
    called_at = models.DateTimeField(_("called at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("call to come on site")
        verbose_name_plural = _("calls to come on site")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"],
                condition=~Q(state=CallState.WITHDRAWN),
                name="presence_one_call_a_day",
                violation_error_message=_("This person is already called for that day."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CallState.DECLINED) | ~Q(answer=""),
                name="presence_declined_with_reason",
                violation_error_message=_("Say why you cannot come."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"

    @property
    def on_site(self) -> bool:
        return self.state in ON_SITE


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> AbsenceQuerySet:
        return self.filter(Q(person=actor.person_id) | organisations.within(actor, MANAGE, "unit"))

    def standing(self) -> AbsenceQuerySet:
        return self.filter(withdrawn_at=None)


class Absence(models.Model):
    """Days on which a person says they are away. The leave itself is decided elsewhere; the team sees no reason."""

    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    reason = models.CharField(_("reason, for the manager alone"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("said at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-pk"]
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="presence_absence_in_order",
                violation_error_message=_("The last day is not before the first."),
            )
        ]
        indexes = [models.Index(fields=["person", "first"], name="presence_absence_of")]

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"
