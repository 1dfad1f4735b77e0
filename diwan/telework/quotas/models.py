"""What is counted together, how many people are away each day, and for which agreement.

The truth is in the admissions; a count is their sum kept ready, so that one admission locks few rows for a short time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations import api as organisations
from diwan.telework.rules import api as rules

from .enums import GroupKind

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class GroupQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> GroupQuerySet:
        """Those of the units whose telework this actor manages."""
        return self.filter(organisations.within(actor, rules.MANAGE, "unit"))


class Group(organisations.Named):
    """People counted together though no unit holds just them: a grade, a counter open to the public."""

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=GroupKind)
    code = models.CharField(_("code"), max_length=32)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "kind", "code"],
                condition=Q(closed_at__isnull=True),
                name="quota_group_code_once",
                violation_error_message=_("Another group of this administration has this code."),
            )
        ]
        verbose_name = _("group counted apart")
        verbose_name_plural = _("groups counted apart")


class Member(models.Model):
    """Somebody of a group, from a day (included) to another (excluded)."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="members", verbose_name=_("group"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ends_on__isnull=True),
                name="quota_member_once",
                violation_error_message=_("This person is in the group already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="quota_member_ends_after_start",
                violation_error_message=_("The end comes after the start."),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="quota_member_person")]
        verbose_name = _("member of a group counted apart")
        verbose_name_plural = _("members of groups counted apart")

    def __str__(self) -> str:
        return f"{self.group_id}: {self.person_id}"


class ScopeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> ScopeQuerySet:
        """Those of the units whose telework this actor manages."""
        return self.filter(organisations.within(actor, rules.MANAGE, "unit"))


class Scope(models.Model):
    """People counted together: a unit with all that stands below it, or a group. The root is the administration."""

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group"))

    objects = ScopeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(group__isnull=True),
                name="quota_scope_once_per_unit",
                violation_error_message=_("This unit is counted already."),
            ),
            models.UniqueConstraint(
                fields=["group"],
                name="quota_scope_once_per_group",
                violation_error_message=_("This group is counted already."),
            ),
        ]
        verbose_name = _("people counted together")
        verbose_name_plural = _("people counted together")

    def __str__(self) -> str:
        return f"group {self.group_id}" if self.group_id else f"unit {self.unit_id}"

    @property
    def kind(self) -> str:
        """`unit`, or that of the group."""
        return self.group.kind if self.group else "unit"

    @property
    def code(self) -> str:
        return self.group.code if self.group else self.unit.code

    @property
    def is_root(self) -> bool:
        return self.group_id is None and self.unit.parent_id is None


class Count(models.Model):
    """How many people a scope has on a day, and how many of them are away. Made when the day is first asked for.

    A day that turns out to be a holiday keeps its row: it is not compared with any quota, and counts again if the
    holiday is withdrawn.
    """

    scope = models.ForeignKey(Scope, models.PROTECT, related_name="+", verbose_name=_("people counted together"))
    day = models.DateField(_("day"))
    population = models.PositiveIntegerField(_("people"))
    remote = models.PositiveIntegerField(_("people away"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "day"],
                name="quota_count_once_a_day",
                violation_error_message=_("This day is counted already."),
            ),
        ]
        indexes = [models.Index(fields=["day"], name="quota_count_day")]
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")

    def __str__(self) -> str:
        return f"{self.scope_id} {self.day}: {self.remote}/{self.population}"


class Admission(models.Model):
    """The days on which somebody was let away by an agreement, and everywhere they are counted for it.

    `waiting` holds days on which another agreement of the same person counts already: nobody is away twice. When that
    one lets go of a day, it is counted here.
    """

    agreement = models.CharField(_("agreement"), max_length=80)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    scopes = ArrayField(models.BigIntegerField(), verbose_name=_("where it is counted"))
    days = ArrayField(models.DateField(), verbose_name=_("days counted"))
    waiting = ArrayField(models.DateField(), default=list, blank=True, verbose_name=_("days counted elsewhere"))
    admitted_at = models.DateTimeField(_("admitted at"))

    class Meta:
        indexes = [
            models.Index(fields=["agreement"], name="quota_admission_agreement"),
            models.Index(fields=["person"], name="quota_admission_person"),
            models.Index(fields=["unit"], name="quota_admission_unit"),
            GinIndex(fields=["scopes"], name="quota_admission_scopes"),
        ]
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")

    def __str__(self) -> str:
        return f"{self.agreement}: {len(self.days)}"


class RecountQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> RecountQuerySet:
        """Those of the administrations where this actor manages telework."""
        held = {reach.seat.administration_id for reach in actor.reach(rules.MANAGE) if reach.seat}
        return self.filter(administration_id__in=held)


class Recount(models.Model):
    """A comparison of the counts with the admissions and with who sits where. What differed was put right."""

    administration = models.ForeignKey(
        "organisations.Administration", models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    at = models.DateTimeField(_("at"))
    compared = models.PositiveIntegerField(_("counts compared"))
    wrong = models.PositiveIntegerField(_("differences in people away"))
    moved = models.PositiveIntegerField(_("differences in people"))
    differences = models.JSONField(_("the first differences"), default=list)

    objects = RecountQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["administration", "-at"], name="quota_recount_last")]
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")

    def __str__(self) -> str:
        return f"{self.administration_id} {self.at}: {self.wrong}"
