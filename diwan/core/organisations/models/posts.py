"""Posts, who sits in them and by what title, and the rights that go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diwan.kit.constraints import one_at_a_time

from ..enums import ReachLevel
from .units import Named, Unit

if TYPE_CHECKING:
    from datetime import datetime


class Post(Named):
    """A function in a unit (منصب), titled in four languages. Rights are granted to it, not to people."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    code = models.CharField(_("code"), max_length=32, blank=True)  # by which lists of posts know it again
    is_head = models.BooleanField(_("heads the unit"), default=False)
    shared = models.BooleanField(_("held by several people at once"), default=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(is_head=True, closed_at__isnull=True),
                name="unit_has_one_head",
                violation_error_message=_("A unit has one head."),
            ),
            models.UniqueConstraint(
                fields=["unit", "code"],
                condition=Q(closed_at__isnull=True) & ~Q(code=""),
                name="post_code_once_per_unit",
                violation_error_message=_("Another post of this unit has this code."),
            ),
        ]
        verbose_name = _("post")
        verbose_name_plural = _("posts")


class DatedQuerySet(models.QuerySet):
    def at(self, moment: datetime) -> DatedQuerySet:
        """What is in force at that moment."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
        name=name,
        violation_error_message=_("The end comes after the start."),
    )


class Dated(models.Model):
    """In force from a moment (included) to another (excluded): an end takes effect at once, not at midnight."""

    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Holding(Dated):
    """A person who holds a post. `exclusive` repeats that the post is not shared, where the constraint can see it."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"))
    exclusive = models.BooleanField(_("alone in the post"), default=True, editable=False)

    class Meta:
        constraints = [
            one_at_a_time(
                "post_one_holder_at_a_time",
                "post",
                "tstzrange",
                _("Somebody else holds this post at that time."),
                condition=Q(exclusive=True),
            ),
            ends_after_start("holding_ends_after_start"),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="holding_of_person")]
        verbose_name = _("holding of a post")
        verbose_name_plural = _("holdings of posts")

    def __str__(self) -> str:
        return f"{self.post_id}: {self.person_id}"


class Interim(Dated):
    """A person who stands in for the holder (نيابة), with all the rights of the post, by a decision."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"))
    reason = models.CharField(_("reason"), max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by decision of"),
    )

    class Meta:
        constraints = [
            one_at_a_time(
                "post_one_interim_at_a_time",
                "post",
                "tstzrange",
                _("Somebody else stands in for this post at that time."),
            ),
            ends_after_start("interim_ends_after_start"),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="interim_of_person")]
        verbose_name = _("interim")
        verbose_name_plural = _("interims")

    def __str__(self) -> str:
        return f"{self.post_id}: {self.person_id}"


class Delegation(Dated):
    """Some rights of a post lent to a person (تفويض), over all or part of their reach, until a moment or recalled."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"))
    rights = ArrayField(models.CharField(max_length=80), verbose_name=_("rights"))
    limit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only in this unit and below"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by decision of"),
    )

    class Meta:
        constraints = [
            ends_after_start("delegation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(rights__len__gt=0),
                name="delegation_lends_something",
                violation_error_message=_("A delegation names at least one right."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=False),
                name="delegation_has_an_end",
                violation_error_message=_("A delegation has an end."),
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="delegation_of_person")]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")

    def __str__(self) -> str:
        return f"{self.post_id}: {self.person_id}"


class Grant(models.Model):
    """A right that goes with a post, as far as `reach` says. Withdrawn, the row goes; the journal keeps both."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name=_("post"))
    right = models.CharField(_("right"), max_length=80)
    reach = models.CharField(_("reach"), max_length=16, choices=ReachLevel)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "right"],
                name="grant_once_per_post",
                violation_error_message=_("This post already has this right."),
            )
        ]
        verbose_name = _("right of a post")
        verbose_name_plural = _("rights of posts")

    def __str__(self) -> str:
        return f"{self.post_id}: {self.right}"
