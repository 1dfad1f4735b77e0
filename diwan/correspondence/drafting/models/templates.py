"""What letters begin from: templates with their versions, and the formulae of address by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diwan.core.organisations.api import Named
from diwan.correspondence.letters import api as letters

from ..enums import Layout

if TYPE_CHECKING:
    from diwan.core.organisations.api import Actor


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> TemplateQuerySet:
        """Those of the administrations where this actor sits."""
        return self.filter(administration__in={seat.administration_id for seat in actor.seats})

    def offered_to(self, unit_path: str, administration_id: int) -> TemplateQuerySet:
        """Those a post of that unit may begin from: its own and those of the units above."""
        above = [int(key) for key in unit_path.strip("/").split("/")]
        return self.filter(administration=administration_id, unit__in=above, retired_at=None)


class Template(Named):
    """A letter to begin from, kept by a unit for itself and all below it (the root: the whole administration)."""

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name=_("kept by"))
    kind = models.CharField(_("register"), max_length=10, choices=letters.Kind)
    retired_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["unit__path", "name_ar"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["outgoing", "internal"]),
                name="template_of_what_is_written",
                violation_error_message=_("A template is for letters that go out or stay inside."),
            ),
            models.UniqueConstraint(
                fields=["unit", "name_ar"],
                condition=Q(retired_at=None),
                name="template_name_once",
                violation_error_message=_("This unit has a template of that name."),
            ),
        ]


class TemplateVersion(models.Model):
    """What a template said from a moment on; letters made from it keep pointing at it, so it never changes."""

    template = models.ForeignKey(Template, models.PROTECT, related_name="versions", verbose_name=_("template"))
    number = models.PositiveSmallIntegerField(_("version"))
    layout = models.CharField(_("languages"), max_length=4, choices=Layout, default=Layout.ARABIC)
    head_ar = models.TextField(_("letterhead in Arabic, a line each"), blank=True)
    head_fr = models.TextField(_("letterhead in French, a line each"), blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    second = models.TextField(_("text in French, beside it"), blank=True)
    person = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="template_version_once",
                violation_error_message=_("Somebody changed this template at the same moment."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class FormulaQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> FormulaQuerySet:
        """Those of the administrations where this actor sits."""
        return self.filter(administration__in={seat.administration_id for seat in actor.seats})


class Formula(Named):
    """How an administration addresses somebody of a rank: who it goes to, the greeting, the courtesy at the end.

    The name is that of the rank (minister, wali, director, a person). `{name}` and `{title}` stand for the addressee.
    """

    administration = models.ForeignKey("organisations.Administration", models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("order, the highest rank first"))
    address_ar = models.TextField(_("addressed in Arabic"), blank=True)
    address_fr = models.TextField(_("addressed in French"), blank=True)
    greeting_ar = models.CharField(_("greeting in Arabic"), max_length=300, blank=True)
    greeting_fr = models.CharField(_("greeting in French"), max_length=300, blank=True)
    closing_ar = models.TextField(_("courtesy in Arabic"), blank=True)
    closing_fr = models.TextField(_("courtesy in French"), blank=True)
    retired_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = FormulaQuerySet.as_manager()

    class Meta:
        verbose_name = _("formula of address")
        verbose_name_plural = _("formulae of address")
        ordering = ["rank", "name_ar"]
        constraints = [
            models.UniqueConstraint(
                fields=["administration", "name_ar"],
                condition=Q(retired_at=None),
                name="formula_rank_once",
                violation_error_message=_("There is a formula for this rank."),
            )
        ]
