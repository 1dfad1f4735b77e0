"""Systems and the VPN, who has a right to them, the reviews of these rights, and the differences with what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.telework.rules.api import MANAGE

from ..enums import LIVE, Answer, RightState, Sense, Sensitivity, Source, SystemKind
from .guarded import GuardedQuerySet, guarded

if TYPE_CHECKING:
    from datetime import date

    from diwan.core.organisations.api import Actor


class SystemQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SystemQuerySet:
        """Its owner, the security officers, and the managers of the administration, who ask for rights to it."""
        tenants = guarded(actor)
        if actor.may(MANAGE):
            tenants = tenants | {seat.administration_id for seat in actor.seats}
        mine = Q(owner=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        return self.filter(mine | Q(administration__in=tenants))


class System(models.Model):
    """A system reached from outside, or the VPN itself (SEC-4). It serves telework once it is open to it (SEC-7)."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=11, choices=SystemKind)
    sensitivity = models.CharField(_("sensitivity"), max_length=9, choices=Sensitivity, default=Sensitivity.ORDINARY)
    owner = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("owner"))
    directory_filter = models.CharField(_("who has it, in the directory (LDAP filter)"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("open to telework since"), null=True)
    closed_at = models.DateTimeField(_("closed to telework since"), null=True)

    objects = SystemQuerySet.as_manager()

    class Meta:
        verbose_name = _("system")
        verbose_name_plural = _("systems")
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "code"],
                name="safe_system_once",
                violation_error_message=_("Another system has this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None


class SystemRightQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> SystemRightQuerySet:
        """The person, whoever asked for them, the owner of the system, and the security officers."""
        mine = Q(pk__in=[])
        if actor.person_id is not None:
            mine = Q(person=actor.person_id) | Q(asked_by=actor.person_id) | Q(system__owner=actor.person_id)
        return self.filter(mine | Q(administration__in=guarded(actor)))

    def in_force(self, on: date) -> SystemRightQuerySet:
        return self.filter(Q(until=None) | Q(until__gte=on), state=RightState.GRANTED)


class SystemRight(models.Model):
    """The right of a person to a system, asked by a manager, granted by a security officer.

    Bound to `agreement_id`, the authorisation to telework in force when it was granted: it ends with it.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    system = models.ForeignKey(System, models.PROTECT, related_name="rights", verbose_name=_("system"))
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    agreement_id = models.BigIntegerField(_("authorisation"), null=True)
    purpose = models.CharField(_("what for"), max_length=300)
    state = models.CharField(_("state"), max_length=9, choices=RightState, default=RightState.ASKED)
    until = models.DateField(_("until"), null=True)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    because = models.CharField(_("because"), max_length=300, blank=True)

    objects = SystemRightQuerySet.as_manager()

    class Meta:
        verbose_name = _("right to a system")
        verbose_name_plural = _("rights to systems")
        indexes = [
            models.Index(fields=["person", "state"], name="safe_right_person"),
            models.Index(fields=["agreement_id"], name="safe_right_agreement"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "person"],
                condition=Q(state__in=LIVE),
                name="safe_right_once",
                violation_error_message=_("This person has this right already, or it is asked."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RightState.GRANTED) | Q(until__isnull=False),
                name="safe_right_ends",
                violation_error_message=_("A right is granted until a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id}: {self.person_id}"


class Review(models.Model):
    """A review of all rights in force: each is confirmed or withdrawn by the owner of its system, before a day."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("to be answered before"))
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of rights")
        verbose_name_plural = _("reviews of rights")
        constraints = [
            models.UniqueConstraint(
                fields=["administration"],
                condition=Q(closed_at=None),
                name="safe_review_one_at_a_time",
                violation_error_message=_("A review is open already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.administration_id} {self.due_on}"


class ReviewLine(models.Model):
    """One right in a review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="lines")
    right = models.ForeignKey(SystemRight, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=9, choices=Answer, default=Answer.WAITING)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), null=True)

    class Meta:
        verbose_name = _("line of a review")
        verbose_name_plural = _("lines of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["review", "right"],
                name="safe_review_line_once",
                violation_error_message=_("This right is in the review already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.right_id}"


class Comparison(models.Model):
    """What the VPN, a system or the directory said on a day, beside what should be."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    system = models.ForeignKey(System, models.PROTECT, related_name="comparisons", verbose_name=_("system"))
    source = models.CharField(_("source"), max_length=9, choices=Source)
    at = models.DateTimeField(_("compared at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    found = models.PositiveIntegerField(_("accounts found"))
    expected = models.PositiveIntegerField(_("accounts expected"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison of accounts")
        verbose_name_plural = _("comparisons of accounts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.system_id} {self.at:%Y-%m-%d}"


class DiscrepancyQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> DiscrepancyQuerySet:
        return self.filter(comparison__administration__in=guarded(actor))


class Discrepancy(models.Model):
    """An account that has what it should not, or has not what it should; open until somebody acted on it."""

    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="lines")
    sense = models.CharField(_("sense"), max_length=7, choices=Sense)
    account = models.CharField(_("account"), max_length=254)
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("what was done"), max_length=300, blank=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "account"],
                name="safe_difference_once",
                violation_error_message=_("This account is in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(note=""),
                name="safe_difference_settled_how",
                violation_error_message=_("Say what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comparison_id}: {self.account}"
