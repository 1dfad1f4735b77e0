"""The continuity plan with its vital services, who is exempted, and crisis switches with the days of each person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules.api import CRISIS

from .enums import HOLDS, CrisisState, Kind, PlanState

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class WithinQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> WithinQuerySet:
        """Those of the units over which this actor may switch to a crisis."""
        return self.filter(organisations.within(actor, CRISIS, "unit"))

    def locked(self) -> WithinQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class Plan(models.Model):
    """A version of the continuity plan of an administration (`unit` is its root), approved by a signed act."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=8, choices=PlanState, default=PlanState.DRAFT)
    note = models.TextField(_("what the plan is for"), blank=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    act = models.ForeignKey("acts.Act", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = WithinQuerySet.as_manager()

    class Meta:
        verbose_name = _("continuity plan")
        verbose_name_plural = _("continuity plans")
        ordering = ["administration", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "version"],
                name="continuity_version_once",
                violation_error_message=_("There is a version of this number already."),
            ),
            models.UniqueConstraint(
                fields=["administration"],
                condition=Q(state__in=["draft", "signing"]),
                name="continuity_one_draft",
                violation_error_message=_("A version of the plan is being written already."),
            ),
            models.UniqueConstraint(
                fields=["administration"],
                condition=Q(state="approved"),
                name="continuity_one_in_force",
                violation_error_message=_("One version of the plan is in force."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.administration_id}/{self.version}"


class VitalService(models.Model):
    """What must go on in a crisis: where, with how many people on site, who replaces whom, how soon it is back."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="services")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("vital service"), max_length=200)
    what = models.TextField(_("what must go on"))
    minimum = models.PositiveIntegerField(_("fewest people on site"), default=1)
    away = models.PositiveIntegerField(_("most people away"), default=0)
    substitutes = models.TextField(_("who replaces whom"), blank=True)
    systems = models.TextField(_("systems and data needed"), blank=True)
    recovery_hours = models.PositiveIntegerField(_("back within (hours)"), default=24)

    class Meta:
        verbose_name = _("vital service")
        verbose_name_plural = _("vital services")
        ordering = ["unit__path", "pk"]

    def __str__(self) -> str:
        return self.name


class Exemption(models.Model):
    """Somebody whom a crisis rule never calls on site, on the strength of a proof. The proof itself is not kept."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("person"))
    proof = models.CharField(_("reference of the proof"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WithinQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "person"],
                condition=Q(ended_at=None),
                name="continuity_exempted_once",
                violation_error_message=_("This person is exempted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Crisis(models.Model):
    """A crisis rule over a unit and all below it, from a day to another (included), by a signed act.

    `ended_on` is the first day on which it holds no more, where it ended before `ends_on`. `differences` says what of
    the agreements kept aside was otherwise at the return.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("where"))
    path = models.CharField(max_length=400)  # of the unit when it was planned
    rule = models.CharField(_("rule"), max_length=60)
    rule_names = models.JSONField(default=dict)
    direction = models.CharField(max_length=3)
    percent = models.PositiveSmallIntegerField(
        _("on site, percent"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    together = models.BooleanField(default=True)  # counted over all the scope; else each unit by itself
    reason = models.TextField(_("why"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    ended_on = models.DateField(null=True)
    state = models.CharField(_("state"), max_length=9, choices=CrisisState, default=CrisisState.PLANNING)
    act = models.ForeignKey("acts.Act", models.PROTECT, null=True, related_name="+")
    return_act = models.ForeignKey("acts.Act", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    told_back = models.PositiveIntegerField(default=0)
    end_reason = models.TextField(blank=True)
    differences = models.JSONField(default=list)
    over_at = models.DateTimeField(null=True)

    objects = WithinQuerySet.as_manager()

    class Meta:
        verbose_name = _("crisis switch")
        verbose_name_plural = _("crisis switches")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="continuity_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(one) for one in HOLDS]) | Q(act__isnull=False),
                name="continuity_in_force_by_an_act",
                violation_error_message=_("A crisis rule holds by a signed act."),
            ),
        ]
        indexes = [models.Index(fields=["administration", "state"], name="continuity_by_state")]

    def __str__(self) -> str:
        return f"{self.rule} {self.starts_on}"


class Assignment(models.Model):
    """The days of a person in a crisis: of `size` people of a unit, `seats` are on site each working day, in turn.

    On the n-th working day of the crisis, on site are those for whom `(slot + n × seats) mod size < seats`.
    `first` and `last` bound it where the person came or left in the middle.
    """

    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="assignments")
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    slot = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=1)
    seats = models.PositiveIntegerField(default=0)
    first = models.DateField()
    last = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    told_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("days in a crisis")
        verbose_name_plural = _("days in a crisis")
        constraints = [
            models.UniqueConstraint(
                fields=["crisis", "person"],
                name="continuity_person_once",
                violation_error_message=_("This person has their days in this crisis already."),
            ),
            models.CheckConstraint(
                condition=Q(slot__lt=F("size"), seats__lte=F("size")),
                name="continuity_slot_in_its_turn",
                violation_error_message=_("A turn is one of those there are."),
            ),
        ]
        indexes = [
            models.Index(fields=["crisis", "id"], condition=Q(told_at=None), name="continuity_to_tell"),
            models.Index(fields=["person"], name="continuity_by_person"),
            models.Index(fields=["crisis", "unit"], name="continuity_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.crisis_id}: {self.person_id}"


class Kept(models.Model):
    """An agreement as it stood when the crisis began: what the return has to find again."""

    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="kept")
    agreement_id = models.BigIntegerField()
    person = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("agreement kept aside")
        verbose_name_plural = _("agreements kept aside")
        constraints = [
            models.UniqueConstraint(
                fields=["crisis", "agreement_id"],
                name="continuity_kept_once",
                violation_error_message=_("This agreement is kept aside already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.crisis_id}: {self.agreement_id}"
