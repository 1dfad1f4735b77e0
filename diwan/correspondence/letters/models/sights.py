"""Before whom a letter stands, who read it, and what was done to it, by whom and from which seat."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Basis

from ..enums import ReadingKind
from .letters import Letter


class Sight(models.Model):
    """A letter stands before a unit, or a post by name, for a `cause` (`instruction:12`) that ends it again."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="sights", verbose_name=_("letter"))
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    cause = models.CharField(_("why"), max_length=40)

    class Meta:
        verbose_name = _("sight")
        verbose_name_plural = _("sights")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "cause", "unit", "post"],
                nulls_distinct=False,
                name="sight_once",
                violation_error_message=_("They see this letter already."),
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(post__isnull=False),
                name="sight_of_somebody",
                violation_error_message=_("A letter is shown to a unit or to a post."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.cause}"


class Reading(models.Model):
    """Who read a letter, from which post, by what title, on which day: first and last time, and how often."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="readings", verbose_name=_("letter"))
    kind = models.CharField(_("what"), max_length=10, choices=ReadingKind)
    reader = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("reader"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    on = models.DateField(_("on"))
    first_at = models.DateTimeField(_("first opened"))
    last_at = models.DateTimeField(_("last opened"))
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "reader", "post", "kind", "on"],
                nulls_distinct=False,
                name="reading_once_a_day",
                violation_error_message=_("This reader is already noted."),
            )
        ]
        indexes = [models.Index(fields=["reader", "-last_at"], name="reading_of_person")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.reader_id}"


class Act(models.Model):
    """What was done to a letter. `basis` says by what title the seat was held: an interim or a delegate is named so.

    `kind` is known to the app that wrote it (see `acts.register_act`); `detail` holds what its sentence needs.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="acts", verbose_name=_("letter"))
    kind = models.CharField(_("act"), max_length=40)
    at = models.DateTimeField(_("at"))
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, null=True, related_name="+")
    basis = models.CharField(_("by what title"), max_length=10, choices=Basis, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        indexes = [models.Index(fields=["letter", "at"], name="act_of_letter")]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.kind}"
